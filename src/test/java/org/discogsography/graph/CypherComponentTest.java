package org.discogsography.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.neo4j.Neo4Operation;
import org.apache.camel.component.neo4j.Neo4jHeaders;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.discogsography.dump.DataType;
import org.discogsography.outage.Failure;
import org.discogsography.servers.EmbeddedNeo4j;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CypherComponentTest extends CamelTestSupport {

    private final EmbeddedNeo4j server = EmbeddedNeo4j.start();

    @TempDir
    static Path folder;

    @BeforeEach
    void empty() {
        server.clear();
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        context.getRegistry().bind("neo4j", new CypherComponent(server.driver()));
        return context;
    }

    @Override
    protected RoutesBuilder createRouteBuilder() throws Exception {
        Path mine = Files.writeString(folder.resolve("mine.cypher"), "RETURN $number + 1 AS more");
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:store").to("neo4j:neo4j?statement=classpath:cypher/store-releases.cypher&timeout=60s");
                from("direct:file").to("neo4j:neo4j?access=READ&statement=file:" + mine);
                from("direct:header")
                        .to("neo4j:neo4j?access=READ&timeout=5000&outputHeader=rows&statement=file:" + mine);
                from("direct:own").to("neo4j:neo4j?alias=n&label=Artist");
            }
        };
    }

    @Test
    void a_statement_takes_its_parameters_from_the_body_and_its_rows_become_the_body() {
        byte[] json = "{\"id\":\"1\",\"title\":\"Stockholm\",\"artists\":[{\"id\":\"1\",\"name\":\"The Persuader\"}]}"
                .getBytes(StandardCharsets.UTF_8);
        GraphRecord record = GraphRecord.of(DataType.RELEASES, "1", "abc", "20260801", json);
        var reply = template()
                .request("direct:store", e -> e.getMessage().setBody(GraphRecord.parameters(List.of(record))));
        assertThat(reply.getException()).isNull();
        assertThat(reply.getMessage().getBody()).isEqualTo(List.of(Map.of("written", 1L)));
        assertThat(reply.getMessage().getHeader(Neo4jHeaders.QUERY_RESULT_NODES_CREATED))
                .isEqualTo(2);
    }

    @Test
    void a_statement_can_be_read_from_a_file() {
        assertThat(template().requestBody("direct:file", Map.of("number", 41))).isEqualTo(List.of(Map.of("more", 42L)));
    }

    @Test
    void the_rows_can_go_into_a_header_and_the_body_stays() {
        var reply = template().request("direct:header", e -> e.getMessage().setBody(Map.of("number", 1)));
        assertThat(reply.getMessage().getBody()).isEqualTo(Map.of("number", 1));
        assertThat(reply.getMessage().getHeader("rows")).isEqualTo(List.of(Map.of("more", 2L)));
    }

    @Test
    void a_missing_parameter_fails_and_is_no_records_fault() {
        assertThatThrownBy(() -> template().requestBody("direct:file", Map.of()))
                .isInstanceOf(CamelExecutionException.class)
                .satisfies(e -> assertThat(GraphFailure.of(e)).isEqualTo(Failure.OUTAGE));
    }

    @Test
    void without_a_statement_it_is_camels_own_component() {
        template()
                .requestBodyAndHeader(
                        "direct:own", Map.of("id", "7"), Neo4jHeaders.OPERATION, Neo4Operation.CREATE_NODE);
        assertThat(template()
                        .requestBodyAndHeader("direct:own", null, Neo4jHeaders.OPERATION, Neo4Operation.RETRIEVE_NODES))
                .isEqualTo(List.of(Map.of("id", "7")));
    }
}
