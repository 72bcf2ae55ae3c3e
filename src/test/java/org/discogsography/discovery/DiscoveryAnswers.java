package org.discogsography.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the stores hold, as answers: records, changes, loads, statistics, genres, and the graph's questions in short. */
class DiscoveryAnswers extends DiscoveryRig {

    @Test
    void a_record_comes_with_its_edges_by_kind_and_says_whether_the_stores_agree() throws Exception {
        JsonNode one = ask("getRecord", "/api/artists/1");

        assertThat(one.at("/record/members/0/id").asText()).isEqualTo("2");
        assertThat(texts(one.path("edges"), "relation")).containsExactlyInAnyOrder("BY", "MEMBER_OF");
        assertThat(texts(one.path("edges"), "direction")).containsOnly("in");
        assertThat(one.at("/versions/neo4j").asText()).isEqualTo("20260801");
        assertThat(one.path("agree").asBoolean()).isTrue();
        JsonNode other = ask("getRecord", "/api/artists/3");
        assertThat(other.path("agree").asBoolean(true)).isFalse();
        JsonNode stub = ask("getRecord", "/api/artists/2");
        assertThat(stub.has("record")).isFalse();
        assertThat(stub.path("name").asText()).as("as a record gives it").isEqualTo("Two");
        assertThat(stub.has("missing")).isFalse();
        JsonNode onlyHere = ask("getRecord", "/api/artists/4");
        assertThat(onlyHere.path("missing")).extracting(JsonNode::asText).containsExactly("neo4j");
        JsonNode genre = ask("getRecord", "/api/genres/Funk%20%2F%20Soul");
        assertThat(genre.path("name").asText()).isEqualTo("Funk / Soul");
        assertThat(genre.path("agree").isNull()).isTrue();
    }

    @Test
    void what_has_no_record_has_the_name_that_the_newest_record_gives_it() throws Exception {
        try (Connection connection = servers.postgres().connect();
                var statement = connection.createStatement();
                var session = servers.neo4j().driver().session()) {
            session.run(
                            "MATCH (b:Artist {id: '2'}) CREATE (b)-[:ALIAS_OF]->(:Artist {id: '0', version: '20260801', sha256: $hash}),"
                                    + " (:Release {id: '8', version: '20260701', sha256: $hash})-[:BY]->(b)",
                            Map.of("hash", HASH))
                    .consume();
            statement.execute(
                    "insert into releases values ('8', 'h', '{\"artists\":[{\"id\":\"2\",\"name\":\"Old\"}]}', '20260701', now())");
            try {
                assertThat(askAgain("getRecord", "/api/artists/2").path("name").asText())
                        .isEqualTo("Two");
            } finally {
                statement.execute("delete from releases where data_id = '8'");
                session.run("MATCH (n) WHERE n:Release AND n.id = '8' OR n:Artist AND n.id = '0' DETACH DELETE n")
                        .consume();
            }
        }
    }

    @Test
    void changes_can_be_filtered_and_have_names() throws Exception {
        JsonNode removed = ask("changes", "/api/changes?change=removed");
        assertThat(texts(removed.path("items"), "id")).containsExactly("7");
        JsonNode all = ask("changes", "/api/changes?limit=1");
        assertThat(texts(all.path("items"), "name")).containsExactly("=1+1, \"A\"");
        assertThat(askAgain("changes", "/api/changes?type=artists&change=added").path("items"))
                .filteredOn(change -> change.path("id").asText().equals("2"))
                .as("as a record gives it")
                .extracting(change -> change.path("name").asText())
                .containsExactly("Two");
    }

    @Test
    void loads_of_both_stores_come_newest_first() throws Exception {
        JsonNode loads = ask("loads", "/api/loads");
        assertThat(texts(loads.path("items"), "version"))
                .containsExactly("20260801", "20260801", "20260801", "20260701");
        assertThat(texts(loads.path("items"), "service"))
                .containsExactly("graphinator", "tableinator", "tableinator", "tableinator");
        JsonNode page = ask("loads", "/api/loads?limit=3");
        JsonNode rest =
                ask("loads", "/api/loads?limit=3&cursor=" + page.path("next").asText());
        assertThat(texts(rest.path("items"), "version")).containsExactly("20260701");
    }

    @Test
    void statistics_tell_what_each_store_holds() throws Exception {
        JsonNode statistics = ask("statistics", "/api/statistics");
        JsonNode artists = statistics.path("types").get(0);
        assertThat(artists.path("rows").asInt()).isEqualTo(3);
        assertThat(artists.path("nodes").asInt()).isEqualTo(3);
        assertThat(artists.path("version").asText()).isEqualTo("20260801");
        assertThat(texts(statistics.path("relations"), "relation")).contains("BY", "IS", "ON");
    }

    @Test
    void genres_come_with_their_styles() throws Exception {
        JsonNode genre = ask("genres", "/api/genres").path("items").get(0);
        assertThat(genre.path("releases").asInt()).isEqualTo(1);
        assertThat(genre.path("first_year").asInt()).isEqualTo(1999);
        assertThat(texts(genre.path("styles"), "id")).containsExactly("Disco");
    }

    @Test
    void the_graph_s_questions_are_answered_by_the_contract() throws Exception {
        JsonNode neighbours = askAgain("neighbours", "/api/artists/1/neighbours");
        assertThat(texts(neighbours.path("items"), "id")).containsExactly("2", "1");
        assertThat(texts(neighbours.path("items"), "relation")).containsExactly("MEMBER_OF", "BY");
        assertThat(neighbours.at("/items/0/name").asText()).isEqualTo("Two");
        JsonNode before = askAgain("neighbours", "/api/artists/1/neighbours?before=2000");
        assertThat(texts(before.path("items"), "type")).as("of an earlier year").containsExactly("releases");
        JsonNode page = askAgain("neighbours", "/api/artists/1/neighbours?limit=1");
        assertThat(texts(page.path("items"), "type")).containsExactly("artists");
        page = askAgain(
                "neighbours",
                "/api/artists/1/neighbours?limit=1&cursor=" + page.path("next").asText());
        assertThat(texts(page.path("items"), "type")).containsExactly("releases");
        assertThat(page.has("next")).isFalse();
        assertThat(client.get("/api/artists/1/neighbours?format=csv").body().lines())
                .containsExactly(
                        "type,id,name,relation,direction,year,catnos",
                        "artists,2,Two,MEMBER_OF,in,,",
                        "releases,1,Stockholm,BY,in,1999,");
        for (String path : List.of("artists/1", "genres/Funk%20%2F%20Soul", "releases/1")) {
            assertThat(texts(askAgain("timeline", "/api/" + path + "/timeline").path("items"), "year"))
                    .containsExactly("1999");
        }
        assertThat(askAgain("profile", "/api/artists/1/profile")
                        .at("/genres/0/share")
                        .asDouble())
                .isEqualTo(1);
        assertThat(askAgain("collaborators", "/api/artists/1/collaborators").path("items"))
                .isEmpty();
        assertThat(askAgain("similar", "/api/artists/1/similar").path("items")).isEmpty();
        JsonNode paths = askAgain("paths", "/api/paths?from=artists/2&to=releases/1&depth=3");
        assertThat(texts(paths.at("/items/0/nodes"), "id")).containsExactly("2", "1", "1");
        assertThat(texts(paths.at("/items/0/nodes"), "name")).containsExactly("Two", "A", "Stockholm");
        assertThat(paths.at("/items/0/edges/1/from").asText()).isEqualTo("releases/1");
    }

    @Test
    void what_was_counted_once_a_load_is_true_to_its_version_and_answered_without_Neo4j() throws Exception {
        try (Connection connection = servers.postgres().connect();
                var statement = connection.createStatement()) {
            statement.execute(
                    "insert into release_countings values (7, '20260701', 1, '', now()), (8, '20260801', 2, '', null)");
            statement.execute("insert into release_counts values (7, 'genres', 'Funk / Soul', 'releases', '', 5),"
                    + " (7, 'genres', 'Funk / Soul', 'year', '1969', 3), (7, 'genres', 'Funk / Soul', 'year', '1971', 1),"
                    + " (7, 'styles', 'Disco', 'releases', '', 2), (7, 'styles', 'Disco', 'year', '1977', 2),"
                    + " (7, 'genres', 'Gone', 'releases', '', 1), (8, 'genres', 'Funk / Soul', 'releases', '', 99),"
                    + " (7, 'artists', '10', 'releases', '', 4), (7, 'artists', '10', 'year', '1993', 2),"
                    + " (7, 'artists', '10', 'year', '1999', 1), (7, 'artists', '10', 'genres', 'Electronic', 3),"
                    + " (7, 'artists', '10', 'country', 'UK', 1)");
            try {
                JsonNode genres = ask("genres", "/api/genres");
                assertThat(genres.path("version").asText()).isEqualTo("20260701");
                assertThat(texts(genres.path("items"), "id")).containsExactly("Funk / Soul", "Gone");
                assertThat(genres.at("/items/0/releases").asInt()).isEqualTo(5);
                assertThat(genres.at("/items/0/last_year").asInt()).isEqualTo(1971);
                assertThat(genres.at("/items/0/styles/0/first_year").asInt()).isEqualTo(1977);
                toNeo4j.refuse();

                JsonNode years = ask("timeline", "/api/genres/Funk%20%2F%20Soul/timeline");
                assertThat(texts(years.path("items"), "year")).containsExactly("1969", "1971");
                assertThat(years.path("without_year").asInt()).isEqualTo(1);
                assertThat(years.path("version").asText()).isEqualTo("20260701");
                JsonNode profile = ask("profile", "/api/artists/10/profile");
                assertThat(profile.path("name").asText()).isEqualTo("Björk");
                assertThat(texts(profile.path("decades"), "count")).containsExactly("3");
                assertThat(profile.at("/genres/0/share").asDouble()).isEqualTo(0.75);
                assertThat(texts(profile.path("countries"), "name")).containsExactly("UK");
                genres = ask("genres", "/api/genres");
                assertThat(genres.at("/missing/0").asText()).isEqualTo("neo4j");
                assertThat(genres.at("/items/0/releases").asInt()).isEqualTo(5);
                assertThat(texts(ask("search", "/api/search?q=bjork").path("items"), "id"))
                        .contains("10");
            } finally {
                statement.execute("truncate release_countings, release_counts");
            }
        }
    }
}
