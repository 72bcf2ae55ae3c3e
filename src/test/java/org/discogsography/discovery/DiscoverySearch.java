package org.discogsography.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is found by words, in which order, and how it is looked for. */
class DiscoverySearch extends DiscoveryRig {

    @Test
    void what_is_searched_for_is_found_best_first_and_can_be_narrowed() throws Exception {
        JsonNode found = ask("search", "/api/search?q=BJORK");
        assertThat(texts(found.path("items"), "id")).startsWith("10").containsExactlyInAnyOrder("10", "11", "12", "13");
        assertThat(found.at("/items/0/detail").asText()).isEqualTo("B. Guðmundsdóttir");
        assertThat(found.at("/facets/type/0/value").asText()).isEqualTo("artists");
        assertThat(found.at("/facets/type/0/count").asInt()).isEqualTo(2);
        assertThat(texts(found.at("/facets/genre"), "value")).containsExactly("Electronic");
        assertThat(texts(found.at("/facets/decade"), "value")).containsExactly("1990");
        assertThat(texts(ask("search", "/api/search?q=debiut").path("items"), "name"))
                .as("with a letter too many")
                .containsExactly("Debut", "Debut");
        for (String filter : List.of("type=releases", "genre=Electronic&country=UK", "style=House&decade=1990")) {
            assertThat(texts(ask("search", "/api/search?q=bj%C3%B6rk&" + filter).path("items"), "id"))
                    .as(filter)
                    .containsExactly("13");
        }
        assertThat(ask("search", "/api/search?q=%27%3B--").path("items")).isEmpty();

        assertThat(texts(ask("suggest", "/api/suggest?q=bjo").path("items"), "id"))
                .startsWith("10")
                .contains("11");
        assertThat(texts(
                        ask("suggest", "/api/suggest?q=bjo&type=artists&limit=1")
                                .path("items"),
                        "id"))
                .containsExactly("10");
        assertThat(texts(ask("suggest", "/api/suggest?q=bjrok").path("items"), "id"))
                .contains("10");
    }

    @ParameterizedTest(name = "with an index of {0}")
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "all the obscure, \"\", \"\"",
                "releases and one of others, \"and type <> 'releases'\", \"and (type = 'releases') is true\""
            })
    void a_search_that_finds_nothing_does_not_read_the_whole_table(String indexes, String others, String releases)
            throws Exception {
        var questions = bean("discovery-postgresql", DataSource.class);
        String create = "create index obscure_%s on search_entries using gin (lexemes) where tier = 0 %s";
        List<String> plan;
        try (var owner = servers.postgres().connect();
                var make = owner.createStatement()) {
            make.execute(create.formatted("others", others));
            make.execute(create.formatted("releases", releases));
            try (var connection = questions.getConnection()) {
                plan = plan(connection, "explain ", "nothing", 200);
            } finally {
                make.execute("drop index obscure_others, obscure_releases");
            }
        }
        assertThat(plan)
                .filteredOn(line -> line.contains("Index Scan on obscure_"))
                .hasSize(2);
        if (!others.isEmpty()) {
            assertThat(plan).anyMatch(line -> line.contains("Index Scan on obscure_others"));
            assertThat(plan).anyMatch(line -> line.contains("Index Scan on obscure_releases"));
        }
    }

    @Test
    void the_obscure_are_looked_for_only_if_few_are_known() throws Exception {
        try (Connection connection = servers.postgres().connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("insert into search_entries (type, data_id, hash, name, folded, lexemes, refs, tier)"
                    + " select 'artists', 'known' || i, '', 'Known', 'known', array_to_tsvector(array['known']), 10, 1"
                    + " from generate_series(1, 20) as i");
            String explain = "explain (analyze, timing off) ";

            assertThat(plan(connection, explain, "known", 20)).anyMatch(line -> line.contains("never executed"));
            assertThat(plan(connection, explain, "known", 21)).noneMatch(line -> line.contains("never executed"));
            connection.rollback();
        }
    }

    @Test
    void with_a_mistake_the_few_known_words_that_begin_as_the_last_one_are_looked_for_one_by_one() throws Exception {
        try (Connection connection = servers.postgres().connect();
                var statement = connection.createStatement()) {
            // A tableinator in this JVM may have made it.
            statement.execute("drop index if exists search_words_similar");
            statement.execute("insert into search_words values ('liver'), ('liverpool')");
            assertThat(querySimilarTo("debiut+liver"))
                    .as("without the index")
                    .isEqualTo("(('debiut' | 'debut')) & ('liver':*)");
            statement.execute("create extension if not exists pg_trgm");
            statement.execute("create index search_words_similar on search_words using gin (word gin_trgm_ops)");
            try {
                assertThat(querySimilarTo("debiut+liver"))
                        .isEqualTo("(('debiut' | 'debut')) & (('liver' | 'liverpool'))");
                for (String asked : List.of("%25", "li", "%E6%97%A5%E6%9C%AC", "%CE%B1%CE%B2%CE%B3")) {
                    assertThat(unfinished(asked))
                            .as("a sign of LIKE, too short, or without trigrams in some locale: %s", asked)
                            .isEmpty();
                }
                statement.execute("insert into search_words select 'liverpool' || i from generate_series(1, 28) as i");
                assertThat(querySimilarTo("debiut+liver"))
                        .contains("'liverpool28'")
                        .doesNotContain(":*");
                statement.execute("insert into search_words values ('liverpool29')");
                assertThat(querySimilarTo("debiut+liver"))
                        .as("more than 30")
                        .isEqualTo("(('debiut' | 'debut')) & ('liver':*)");
            } finally {
                statement.execute("drop index search_words_similar");
                statement.execute("delete from search_words where word like 'liver%'");
            }
        }
    }

    /** The words for which PostgreSQL is asked how they go on. */
    private static List<String> unfinished(String asked) throws Exception {
        return List.of(
                (String[]) withMistakes(asked).getMessage().getBody(Map.class).get("unfinished"));
    }

    /** What is asked of PostgreSQL if what was asked is not found. */
    private static Exchange withMistakes(String asked) throws Exception {
        var exchange = new DefaultExchange(program.main().getCamelContext());
        exchange.getMessage().setHeader(Exchange.HTTP_URI, "/api/search");
        exchange.getMessage().setHeader(Exchange.HTTP_RAW_QUERY, "q=" + asked);
        bean("discovery", DiscoveryApi.class).check(exchange, "search");
        var entries = bean("discovery-entries", FoundEntries.class);
        entries.words(exchange);
        entries.mistakes(exchange);
        return exchange;
    }

    /** What is searched for by the steps of the route, if what was asked is not found. */
    private static String querySimilarTo(String asked) throws Exception {
        Exchange exchange = withMistakes(asked);
        try (var template = program.main().getCamelContext().createProducerTemplate()) {
            template.send(
                    "sql:classpath:sql/discovery/similar-words.sql?dataSource=#discovery-postgresql&outputHeader=similar",
                    exchange);
        }
        bean("discovery-entries", FoundEntries.class).similarWords(exchange);
        return (String) exchange.getMessage().getBody(Map.class).get("query");
    }

    /** Of search.sql without any filter. */
    private static List<String> plan(Connection connection, String explain, String word, int enough) throws Exception {
        String search;
        try (var file = DiscoverySearch.class.getResourceAsStream("/sql/discovery/search.sql")) {
            search = new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .replace(":#query", "'''" + word + "'':*'")
                    .replace(":#candidates", "200")
                    .replace(":#enough", Integer.toString(enough))
                    .replace(":#facets", "false")
                    .replaceAll(":#\\w+", "null");
        }
        List<String> plan = new ArrayList<>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(explain + search)) {
            while (rows.next()) {
                plan.add(rows.getString(1).strip());
            }
        }
        return plan;
    }

    @Test
    void pages_of_a_search_have_no_gap_and_no_repeat() throws Exception {
        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = ask("search", "/api/search?q=mixed&limit=7" + cursor);
            seen.addAll(texts(page.path("items"), "id"));
            cursor = page.has("next") ? "&cursor=" + page.path("next").asText() : null;
        } while (cursor != null);

        assertThat(seen).hasSize(61).doesNotHaveDuplicates();
        Client.Answer csv = client.get("/api/search?q=mixed&limit=7&format=csv");
        Described.check("search", csv);
        assertThat(csv.body().lines()).hasSize(62).startsWith("type,id,name,detail,year,score");
    }

    @Test
    void a_search_that_finds_more_than_is_put_in_order_says_so_on_each_page() throws Exception {
        assertThat(ask("search", "/api/search?q=bjork").has("at_least")).isFalse();
        try (Connection connection = servers.postgres().connect();
                var statement = connection.createStatement()) {
            statement.execute("insert into search_entries (type, data_id, hash, name, folded, lexemes)"
                    + " select 'releases', 'crowd' || i, '', 'Crowd', 'crowd' || i, array_to_tsvector(array['crowd'])"
                    + " from generate_series(1, 1100) as i");
            try {
                List<String> seen = new ArrayList<>();
                String cursor = "";
                do {
                    JsonNode page = ask("search", "/api/search?q=crowd&limit=100" + cursor);
                    assertThat(page.path("at_least").asBoolean()).isTrue();
                    seen.addAll(texts(page.path("items"), "id"));
                    cursor = page.has("next") ? "&cursor=" + page.path("next").asText() : null;
                } while (cursor != null);
                assertThat(seen).hasSize(1000).doesNotHaveDuplicates();
                Client.Answer csv = client.get("/api/search?q=crowd&format=csv");
                Described.check("search", csv);
                assertThat(csv.header("X-At-Least")).hasValue("true");
                assertThat(client.get("/api/search?q=bjork&format=csv").header("X-At-Least"))
                        .isEmpty();
            } finally {
                statement.execute("delete from search_entries where data_id like 'crowd%'");
            }
        }
    }

    @Test
    void releases_are_looked_for_if_those_that_a_record_may_refer_to_do_not_fill_the_list() throws Exception {
        try (Connection connection = servers.postgres().connect();
                var statement = connection.createStatement()) {
            String insert = "insert into search_entries (type, data_id, hash, name, folded, lexemes)"
                    + " select '%s', 'queue' || i, '', 'Queue', 'queue' || i, array_to_tsvector(array['queue'])"
                    + " from generate_series(1, %d) as i";
            statement.execute(insert.formatted("releases", 990));
            statement.execute(insert.formatted("artists", 600));
            try {
                JsonNode found = ask("search", "/api/search?q=queue");
                assertThat(found.path("at_least").asBoolean()).isTrue();
                assertThat(texts(found.at("/facets/type"), "value")).containsExactly("artists", "releases");
                assertThat(found.at("/facets/type/0/count").asInt()).isEqualTo(600);
                assertThat(found.at("/facets/type/1/count").asInt()).isEqualTo(400);

                JsonNode releases = ask("search", "/api/search?q=queue&type=releases");
                assertThat(releases.has("at_least")).isFalse();
                assertThat(releases.at("/facets/type/0/count").asInt()).isEqualTo(990);

                statement.execute(insert.formatted("labels", 400));
                assertThat(texts(ask("search", "/api/search?q=queue").at("/facets/type"), "value"))
                        .containsExactly("artists", "labels");
            } finally {
                statement.execute("delete from search_entries where data_id like 'queue%'");
            }
        }
    }

    @Test
    void the_obscure_are_not_looked_for_if_enough_have_the_very_name() throws Exception {
        try (Connection connection = servers.postgres().connect();
                var statement = connection.createStatement()) {
            String insert = "insert into search_entries (type, data_id, hash, name, folded, lexemes, refs, tier)"
                    + " select 'artists', '%1$s' || i, '', '%1$s', '%2$s', array_to_tsvector(array['namesake', '%3$s']), %4$d, %5$d"
                    + " from generate_series(1, %6$d) as i";
            statement.execute(insert.formatted("Namesake", "namesake", "namesake", 0, 0, 999));
            statement.execute(insert.formatted("Namesake Known", "namesakeknown", "known", 900, 1, 1));
            statement.execute(insert.formatted("Namesake Obscure", "namesakeobscure", "obscure", 0, 0, 5));
            try {
                JsonNode found = ask("search", "/api/search?q=namesake&limit=100");
                assertThat(found.at("/facets/type/0/count").asInt()).isEqualTo(1000);
                assertThat(found.path("at_least").asBoolean()).isTrue();
                assertThat(texts(found.path("items"), "id")).contains("Namesake Known1");
                statement.execute("delete from search_entries where data_id in ('Namesake1', 'Namesake2')");
                assertThat(ask("search", "/api/search?q=namesake")
                                .at("/facets/type/0/count")
                                .asInt())
                        .as("two of the obscure fill it up")
                        .isEqualTo(1000);
            } finally {
                statement.execute("delete from search_entries where data_id like 'Namesake%'");
            }
        }
    }

    @Test
    void an_entry_that_has_the_very_name_counts_once_among_those_that_were_found() throws Exception {
        try (Connection connection = servers.postgres().connect();
                var statement = connection.createStatement()) {
            statement.execute("insert into search_entries (type, data_id, hash, name, folded, lexemes)"
                    + " select 'artists', 'debot' || i, '', 'Debot', 'debot', array_to_tsvector(array['debot'])"
                    + " from generate_series(1, 12) as i");
            try {
                assertThat(texts(ask("search", "/api/search?q=debot&limit=50").path("items"), "name"))
                        .as("twelve are few: there may be a mistake")
                        .contains("Debot", "Debut")
                        .hasSizeGreaterThan(12);
            } finally {
                statement.execute("delete from search_entries where data_id like 'debot%'");
            }
        }
    }

    @Test
    void what_has_no_name_is_found_with_a_mistake_too() throws Exception {
        try (Connection connection = servers.postgres().connect();
                var statement = connection.createStatement()) {
            statement.execute("insert into search_entries (type, data_id, hash, lexemes)"
                    + " values ('releases', 'unnamed', '', array_to_tsvector(array['debut']))");
            try {
                assertThat(texts(ask("search", "/api/search?q=debot").path("items"), "id"))
                        .contains("unnamed");
            } finally {
                statement.execute("delete from search_entries where data_id = 'unnamed'");
            }
        }
    }
}
