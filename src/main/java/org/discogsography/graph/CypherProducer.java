package org.discogsography.graph;

import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.component.neo4j.Neo4jHeaders;
import org.apache.camel.support.DefaultProducer;
import org.neo4j.driver.AccessMode;

/** Runs the endpoint's statement with the parameters in the body. */
final class CypherProducer extends DefaultProducer {

    private final CypherEndpoint endpoint;
    private String statement;
    private CypherRunner runner;

    CypherProducer(CypherEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        statement = endpoint.readStatement();
        runner = new CypherRunner(endpoint.getDriver(), endpoint.getName());
    }

    @Override
    protected void doStop() throws Exception {
        if (runner != null) {
            runner.close();
        }
        super.doStop();
    }

    @Override
    public void process(Exchange exchange) throws InvalidPayloadException, InterruptedException {
        var body = parameters(exchange);
        var parameters = endpoint.given() ? Cypher.given(body) : body;
        var outcome = endpoint.access() == AccessMode.READ
                ? runner.ask(statement, parameters, endpoint.timeout(), endpoint.timeout())
                : runner.run(statement, parameters, endpoint.access(), endpoint.timeout());
        var message = exchange.getMessage();
        if (endpoint.outputHeader() == null) {
            message.setBody(outcome.rows());
        } else {
            message.setHeader(endpoint.outputHeader(), outcome.rows());
        }
        var counters = outcome.counters();
        message.setHeader(Neo4jHeaders.QUERY_RESULT_CONTAINS_UPDATES, counters.containsUpdates());
        message.setHeader(Neo4jHeaders.QUERY_RESULT_NODES_CREATED, counters.nodesCreated());
        message.setHeader(Neo4jHeaders.QUERY_RESULT_NODES_DELETED, counters.nodesDeleted());
        message.setHeader(Neo4jHeaders.QUERY_RESULT_RELATIONSHIPS_CREATED, counters.relationshipsCreated());
        message.setHeader(Neo4jHeaders.QUERY_RESULT_RELATIONSHIPS_DELETED, counters.relationshipsDeleted());
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> parameters(Exchange exchange) throws InvalidPayloadException {
        if (exchange.getMessage().getBody() == null) {
            return Map.of();
        }
        return (Map<String, Object>) exchange.getMessage().getMandatoryBody(Map.class);
    }
}
