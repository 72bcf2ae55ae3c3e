package org.discogsography.graph;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.component.neo4j.Neo4jComponent;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.util.ObjectHelper;
import org.neo4j.driver.AccessMode;
import org.neo4j.driver.Driver;

/**
 * Camel's {@code neo4j} component, and beside it statements with parameters, which that one lacks: bound in the
 * registry under the name {@code neo4j}, it serves
 *
 * <pre>{@code
 * to: neo4j:neo4j?statement=classpath:cypher/store-releases.cypher&timeout=30000
 * }</pre>
 *
 * <p>The exchange's body is the map of parameters. The statement runs in one transaction, once: what to do about a
 * failure is the route's to say. Its rows, a list of maps, become the body, or the header named by
 * {@code outputHeader}, and then the body stays. Options:
 *
 * <ul>
 *   <li>{@code statement}: where the statement is, {@code classpath:} or {@code file:}; read when the route starts.
 *       Without it the endpoint is camel-neo4j's own
 *   <li>{@code timeout}: of the transaction, in milliseconds or as {@code 30s}; 30 seconds by default
 *   <li>{@code access}: {@code WRITE} (default) or {@code READ}
 *   <li>{@code outputHeader}: the header for the rows
 * </ul>
 *
 * <p>A failure is one of {@link CypherRunner#run}'s; {@link GraphFailure} tells what it means.
 */
@Component("neo4j") // by this name it is that Camel finds how to set the options of its own component
public final class CypherComponent extends Neo4jComponent {

    /** With this driver, which stays the caller's to close. */
    public CypherComponent(Driver driver) {
        getConfiguration().setDriver(driver);
    }

    @Override
    protected Endpoint createEndpoint(String uri, String database, Map<String, Object> parameters) throws Exception {
        String statement = getAndRemoveParameter(parameters, "statement", String.class);
        if (statement == null) {
            return super.createEndpoint(uri, database, parameters);
        }
        Duration timeout = getAndRemoveParameter(parameters, "timeout", Duration.class, Duration.ofSeconds(30));
        String access = getAndRemoveParameter(parameters, "access", String.class, "WRITE");
        String outputHeader = getAndRemoveParameter(parameters, "outputHeader", String.class);
        CypherEndpoint endpoint = new CypherEndpoint(
                uri,
                this,
                database,
                getConfiguration().copy(),
                statement,
                timeout,
                AccessMode.valueOf(access.toUpperCase(Locale.ROOT)),
                outputHeader);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    /** Reads a statement from where a route says that it is. */
    String read(String resource) throws Exception {
        try (var in = ResourceHelper.resolveMandatoryResourceAsInputStream(getCamelContext(), resource)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            ObjectHelper.notNullOrEmpty(text.strip(), "statement in " + resource);
            return text;
        }
    }
}
