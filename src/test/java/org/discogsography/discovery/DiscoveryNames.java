package org.discogsography.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import org.discogsography.tableinator.TestEntries;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Names that are hard to find are found first, from the record to the answer. */
class DiscoveryNames extends DiscoveryRig {

    /** An artist, and on how many releases. */
    private record Named(String name, int releases) {}

    private static final Named[] ARTISTS = {
        new Named("The Beatles", 300),
        new Named("The Beatles Revival Band", 3),
        new Named("Beatels Tribute", 0),
        new Named("Bjork Bank", 1),
        new Named("Bj\u00f6rk", 12),
        new Named("AC/DC Cover Show", 2),
        new Named("AC/DC", 18),
        new Named("The The", 4),
        new Named("The", 0),
        new Named("Eos Project", 0),
        new Named("\u0397\u03ce", 1),
        new Named("!!!", 2),
        new Named("Godspeed You! Black Emperor", 3),
        new Named("Simon & Garfunkel", 6),
        new Named("Rage Against The Machine", 10)
    };

    @BeforeAll
    static void store() throws Exception {
        execute(
                "create table entries_before as table search_entries",
                "create table words_before as table search_words");
        int release = 10_000;
        for (int i = 0; i < ARTISTS.length; i++) {
            String artist = "{\"id\":\"%d\",\"name\":\"%s\"}".formatted(1_000 + i, ARTISTS[i].name());
            execute("insert into artists values ('%d', 'h', '%s', '20260801', now())".formatted(1_000 + i, artist));
            int last = release + ARTISTS[i].releases() - 1;
            execute(
                    ("insert into releases select g::text, 'h', jsonb_build_object('id', g::text, 'title', 'Record ' || g,"
                                    + " 'artists', jsonb_build_array('%s'::jsonb)), '20260801', now() from generate_series(%d, %d) g")
                            .formatted(artist, release, last));
            release = last + 1;
        }
        execute("insert into releases values ('9999', 'h', '{\"id\":\"9999\",\"title\":\"Abbey Road\","
                + "\"artists\":[{\"id\":\"1000\",\"name\":\"The Beatles\"}]}', '20260801', now())");
        var tables = new PGSimpleDataSource();
        try (var connection = servers.postgres().connect()) {
            tables.setUrl(connection.getMetaData().getURL());
        }
        tables.setUser("postgres");
        tables.setPassword("postgres");
        execute("update search_fill set position = '', finished = false");
        TestEntries.make(tables);
    }

    @AfterAll
    static void restore() throws SQLException {
        execute(
                "delete from artists where data_id::int >= 1000",
                "delete from releases where data_id::int >= 9999",
                "truncate search_entries, search_words, search_queue",
                "insert into search_entries table entries_before",
                "insert into search_words table words_before",
                "drop table entries_before, words_before",
                "update search_fill set position = '', finished = false");
    }

    private static void execute(String... statements) throws SQLException {
        try (var connection = servers.postgres().connect();
                var statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "beatels, The Beatles",
        "bjork, Bj\u00f6rk",
        "bjrok, Bj\u00f6rk",
        "AC/DC, AC/DC",
        "ac dc, AC/DC",
        "acdc, AC/DC",
        "the the, The The",
        "\u0397\u03ce, \u0397\u03ce",
        "!!!, !!!",
        "black, Godspeed You! Black Emperor",
        "emporer, Godspeed You! Black Emperor",
        "garfunkel simon, Simon & Garfunkel",
        "machine rage, Rage Against The Machine",
        "road abbey, Abbey Road"
    })
    void a_name_is_found_first(String asked, String name) throws Exception {
        String question = "?limit=5&q=" + URLEncoder.encode(asked, StandardCharsets.UTF_8);
        for (String operation : new String[] {"search", "suggest"}) {
            JsonNode found = ask(operation, "/api/" + operation + question);
            assertThat(texts(found.path("items"), "name")).as(operation).startsWith(name);
        }
    }
}
