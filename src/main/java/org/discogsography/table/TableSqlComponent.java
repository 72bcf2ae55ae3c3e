package org.discogsography.table;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.apache.camel.Endpoint;
import org.apache.camel.component.sql.SqlComponent;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.ResourceHelper;
import org.discogsography.dump.DataType;

/**
 * Extends Camel's {@code sql} component by statements for any table: the option {@code table} replaces {@code {table}} in
 * the statement, because a table's name cannot be an SQL parameter. Bound in the registry under the name {@code sql}:
 *
 * <pre>{@code
 * to: sql:classpath:sql/upsert.sql?table=releases
 * }</pre>
 */
@Component("sql") // the name under which Camel finds the configurer of its own component
public final class TableSqlComponent extends SqlComponent {

    public TableSqlComponent(DataSource dataSource) {
        setDataSource(dataSource);
    }

    /**
     * Creates an endpoint.
     *
     * @throws IllegalArgumentException if {@code table} is not one of the four tables: the name becomes part of the
     *     statement
     */
    @Override
    protected Endpoint createEndpoint(String uri, String statement, Map<String, Object> parameters) throws Exception {
        String table = getAndRemoveParameter(parameters, "table", String.class);
        if (table == null) {
            return super.createEndpoint(uri, statement, parameters);
        }
        if (DataType.named(table).isEmpty()) {
            throw new IllegalArgumentException("There is no table '" + table + "' for the statement " + statement);
        }
        return super.createEndpoint(uri, read(statement).replace("{table}", table), parameters);
    }

    private String read(String resource) throws Exception {
        try (var in = ResourceHelper.resolveMandatoryResourceAsInputStream(getCamelContext(), resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.strip().startsWith("--"))
                    .collect(Collectors.joining("\n"));
        }
    }
}
