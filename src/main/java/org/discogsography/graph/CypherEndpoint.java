package org.discogsography.graph;

import java.time.Duration;
import org.apache.camel.Producer;
import org.apache.camel.component.neo4j.Neo4jConfiguration;
import org.apache.camel.component.neo4j.Neo4jEndpoint;
import org.neo4j.driver.AccessMode;

/** One statement for one database, with the options for running it. */
final class CypherEndpoint extends Neo4jEndpoint {

    private final String statement;
    private final Duration timeout;
    private final AccessMode access;
    private final boolean given;
    private final String outputHeader;

    CypherEndpoint(
            String uri,
            CypherComponent component,
            String database,
            Neo4jConfiguration configuration,
            String statement,
            Duration timeout,
            AccessMode access,
            boolean given,
            String outputHeader) {
        super(uri, component, database, configuration);
        this.statement = statement;
        this.timeout = timeout;
        this.access = access;
        this.given = given;
        this.outputHeader = outputHeader;
    }

    @Override
    public Producer createProducer() {
        return new CypherProducer(this);
    }

    /** Reads the text of the statement again. */
    String readStatement() throws Exception {
        return ((CypherComponent) getComponent()).read(statement);
    }

    Duration timeout() {
        return timeout;
    }

    AccessMode access() {
        return access;
    }

    /** Whether the body is one parameter, {@code $given}. */
    boolean given() {
        return given;
    }

    /** Name of the header for the rows; {@code null} if they replace the body. */
    String outputHeader() {
        return outputHeader;
    }
}
