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
 * Extends Camel's {@code neo4j} component by statements with parameters. Bound in the registry under the name
 * {@code neo4j}, it accepts
 *
 * <pre>{@code
 * to: neo4j:neo4j?statement=classpath:cypher/store-releases.cypher&timeout=30000
 * }</pre>
 *
 * <p>The body of the Camel exchange is the map of parameters, or of what the parameter {@code $given} has, if the option {@code given} says so.
 * The statement runs once, in one transaction; the route
 * decides about retries. The result is a list of maps, one for each row. It becomes the body, or, with
 * {@code outputHeader}, a header. Options:
 *
 * <ul>
 *   <li>{@code statement}: location of the statement, {@code classpath:} or {@code file:}; read when the route starts.
 *       Without it, the endpoint is camel-neo4j's own
 *   <li>{@code timeout}: time-out of the transaction, in milliseconds or as {@code 30s}; 30 seconds by default
 *   <li>{@code access}: {@code WRITE} (default) or {@code READ}
 *   <li>{@code given}: whether the statement has one parameter, the map {@code $given}, which is the body ({@link Cypher} says why); false by
 *       default: the body itself has {@code given} in it
 *   <li>{@code outputHeader}: name of the header for the rows
 * </ul>
 *
 * <p>It fails as {@link CypherRunner#run} does; {@link GraphFailure} classifies the failures.
 */
@Component("neo4j") // the name under which Camel finds the configurer of its own component
public final class CypherComponent extends Neo4jComponent {

    /** The caller closes the driver. */
    public CypherComponent(Driver driver) {
        getConfiguration().setDriver(driver);
    }

    @Override
    protected Endpoint createEndpoint(String uri, String database, Map<String, Object> parameters) throws Exception {
        String statement = getAndRemoveParameter(parameters, "statement", String.class);
        if (statement == null) {
            return super.createEndpoint(uri, database, parameters);
        }
        read(statement); // An edited route in which it is misspelt is found out while the one before still runs.
        Duration timeout = getAndRemoveParameter(parameters, "timeout", Duration.class, Duration.ofSeconds(30));
        String access = getAndRemoveParameter(parameters, "access", String.class, "WRITE");
        boolean given = getAndRemoveParameter(parameters, "given", Boolean.class, false);
        String outputHeader = getAndRemoveParameter(parameters, "outputHeader", String.class);
        CypherEndpoint endpoint = new CypherEndpoint(
                uri,
                this,
                database,
                getConfiguration().copy(),
                statement,
                timeout,
                AccessMode.valueOf(access.toUpperCase(Locale.ROOT)),
                given,
                outputHeader);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    /** Reads a statement from the location given in a route. */
    String read(String resource) throws Exception {
        try (var in = ResourceHelper.resolveMandatoryResourceAsInputStream(getCamelContext(), resource)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            ObjectHelper.notNullOrEmpty(text.strip(), "statement in " + resource);
            return text;
        }
    }
}
