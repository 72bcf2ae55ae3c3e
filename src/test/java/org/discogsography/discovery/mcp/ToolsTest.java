package org.discogsography.discovery.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tools that discovery's contract describes, what a call of one asks for, and how an answer reads. */
class ToolsTest {

    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final Tools TOOLS = Tools.of(contract());

    static String contract() {
        try (InputStream in = ToolsTest.class.getClassLoader().getResourceAsStream("openapi/discovery.yaml")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void every_question_is_a_tool() {
        assertThat(TOOLS.all())
                .extracting(Tool::name)
                .containsExactlyInAnyOrder(
                        "search",
                        "suggest",
                        "getRecord",
                        "neighbours",
                        "timeline",
                        "collaborators",
                        "similar",
                        "profile",
                        "paths",
                        "genres",
                        "statistics",
                        "loads",
                        "changes");
        assertThat(TOOLS.instructions()).contains("<type>/<id>");
        for (Tool tool : TOOLS.all()) {
            JsonNode definition = tool.definition();
            assertThat(definition.toString()).doesNotContain("$ref").doesNotContain("format\":{");
            assertThat(definition.at("/outputSchema/type").asText()).isEqualTo("object");
            assertThat(definition.at("/inputSchema/type").asText()).isEqualTo("object");
            assertThat(definition.at("/inputSchema/additionalProperties").asBoolean(true))
                    .isFalse();
            assertThat(definition.at("/inputSchema/properties"))
                    .allMatch(property -> !property.path("description").asText().isEmpty());
            assertThat(definition.path("description").asText()).isNotEmpty();
            assertThat(definition.at("/annotations/readOnlyHint").asBoolean()).isTrue();
        }
    }

    @Test
    void an_argument_has_the_limits_of_its_parameter() {
        JsonNode search = TOOLS.named("search").orElseThrow().definition();
        JsonNode properties = search.at("/inputSchema/properties");
        assertThat(search.at("/inputSchema/required"))
                .extracting(JsonNode::asText)
                .containsExactly("q");
        assertThat(properties.at("/q/maxLength").asInt()).isEqualTo(200);
        assertThat(properties.at("/limit/maximum").asInt()).isEqualTo(1000);
        assertThat(properties.at("/limit/default").asInt()).isEqualTo(50);
        assertThat(properties.at("/decade/multipleOf").asInt()).isEqualTo(10);
        assertThat(properties.at("/type/enum")).extracting(JsonNode::asText).contains("artists", "styles");
        JsonNode record = TOOLS.named("getRecord").orElseThrow().definition();
        assertThat(record.at("/inputSchema/required"))
                .extracting(JsonNode::asText)
                .containsExactly("type", "id");
        assertThat(record.at("/inputSchema/properties/id/description").asText()).doesNotContain("percent");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "getRecord|{\"type\":\"artists\",\"id\":\"1\"}|/api/artists/1",
                "getRecord|{\"type\":\"artists\",\"id\":1}|/api/artists/1",
                "getRecord|{\"type\":\"genres\",\"id\":\"Funk / Soul\"}|/api/genres/Funk%20%2F%20Soul",
                "getRecord|{\"type\":\"styles\",\"id\":\"{type}?x=1&y#z\"}|/api/styles/%7Btype%7D%3Fx%3D1%26y%23z",
                "search|{\"q\":\"Ηώ &!\",\"limit\":5,\"type\":null}|/api/search?q=%CE%97%CF%8E%20%26%21&limit=5",
                "search|{\"q\":\"x\",\"limit\":5.0}|/api/search?q=x&limit=5",
                "search|{\"q\":\"x\",\"limit\":1e300}|/api/search?q=x&limit=1.0E300",
                "statistics|{}|/api/statistics"
            })
    void a_call_is_a_request(String tool, String arguments, String address) throws Exception {
        assertThat(TOOLS.named(tool).orElseThrow().address(JSON.readTree(arguments)))
                .isEqualTo(address);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "getRecord|{\"type\":\"artists\"}|id is missing",
                "getRecord|{\"type\":\"artists\",\"id\":\"\"}|id is missing",
                "getRecord|{\"type\":\"artists\",\"id\":[\"1\"]}|id must be a single value",
                "search|{\"q\":\"x\",\"query\":\"y\"}|there is no argument query",
                "search|{\"q\":\"x\",\"format\":\"csv\"}|there is no argument format",
                "search|{\"q\":{\"x\":1}}|q must be a single value"
            })
    void a_call_that_is_no_request_says_why(String tool, String arguments, String why) throws Exception {
        JsonNode read = JSON.readTree(arguments);
        Tool called = TOOLS.named(tool).orElseThrow();
        assertThatThrownBy(() -> called.address(read))
                .isInstanceOf(BadArgument.class)
                .hasMessageStartingWith(why);
    }

    @Test
    void an_answer_reads_as_lines() throws Exception {
        String answer =
                "{'items':[{'type':'releases','id':'1','name':'Stock\\nholm','year':1999,'detail':null,'catnos':['SK 1','SK 2']},"
                        + "{'type':'artists','id':'2','name':null}],"
                        + "'paths':[{'length':1,'nodes':[{'type':'artists','id':'1','name':'A'}]}],"
                        + "'versions':{'neo4j':'20260801','postgresql':null},'empty':[],'next':'abc'}";

        assertThat(ReadableText.of(JSON.readTree(answer.replace('\'', '"')))).isEqualTo("""
                        items (2):
                          - releases/1 Stock holm; year: 1999; catnos: SK 1, SK 2
                          - artists/2
                        paths (1):
                          - length: 1
                            nodes (1):
                              - artists/1 A
                        versions:
                          neo4j: 20260801
                        empty: none
                        next: abc""");
    }
}
