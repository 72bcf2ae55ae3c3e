package org.discogsography.table;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** The tables. Thread-safe. */
public final class TableSchema {

    private final DataSource dataSource;

    public TableSchema(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Makes the tables where they are missing. Several instances may do it at once, Flyway lets one go ahead.
     *
     * @throws org.flywaydb.core.api.FlywayException where that cannot be done
     */
    public void apply() {
        Flyway.configure(TableSchema.class.getClassLoader())
                .dataSource(dataSource)
                .locations("classpath:sql/schema")
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load()
                .migrate();
    }
}
