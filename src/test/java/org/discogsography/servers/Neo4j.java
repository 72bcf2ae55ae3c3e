package org.discogsography.servers;

import java.net.URI;
import org.neo4j.driver.Driver;

/** A Neo4j with the product's schema in it, which tests run against: where it is, and what is in it. */
public interface Neo4j {

    /** {@code bolt://host:port}; any user name and password will do. */
    URI address();

    default String database() {
        return "neo4j";
    }

    /** A driver that ends with the server. */
    Driver driver();

    /** Empties the database, a batch at a time. */
    default Neo4j clear() {
        try (var session = driver().session()) {
            session.run("MATCH ()-[r]->() CALL (r) { DELETE r } IN TRANSACTIONS OF 20000 ROWS")
                    .consume();
            session.run("MATCH (n) CALL (n) { DELETE n } IN TRANSACTIONS OF 20000 ROWS")
                    .consume();
        }
        return this;
    }
}
