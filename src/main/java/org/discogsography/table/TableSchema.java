package org.discogsography.table;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Creates the tables. Thread-safe. */
public final class TableSchema {

    private final DataSource dataSource;

    public TableSchema(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Creates missing tables. Several instances may do so at the same time: Flyway locks.
     *
     * @throws org.flywaydb.core.api.FlywayException if that fails
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
