package org.discogsography.table;

import javax.sql.DataSource;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.flywaydb.core.Flyway;

/**
 * Makes the tables, once, before the first batch is written: the server may come long after this program. Several
 * instances may do it at once, Flyway lets one go ahead. As a step of a route it belongs inside the circuit breaker.
 * Thread-safe.
 */
public final class TableSchema implements Processor {

    private final DataSource dataSource;
    private volatile boolean ready;

    public TableSchema(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public void process(Exchange exchange) {
        ensure();
    }

    /** Makes the tables if this instance has not seen them yet. */
    public void ensure() {
        if (!ready) {
            migrate();
        }
    }

    private synchronized void migrate() {
        if (!ready) {
            Flyway.configure(TableSchema.class.getClassLoader())
                    .dataSource(dataSource)
                    .locations("classpath:sql/schema")
                    .baselineOnMigrate(true)
                    .baselineVersion("0")
                    .load()
                    .migrate();
            ready = true;
        }
    }
}
