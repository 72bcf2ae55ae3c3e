package org.discogsography.table;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.apache.camel.Endpoint;
import org.apache.camel.component.sql.SqlComponent;
import org.apache.camel.component.sql.SqlEndpoint;
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
 *
 * <p>It counts the parameters of a statement itself. Otherwise Camel would ask the server before each execution how many there are, twice. And a
 * row is a plain map: the names of columns are those of the statement, in lower case.
 */
@Component("sql") // the name under which Camel finds the configurer of its own component
public final class TableSqlComponent extends SqlComponent {

    private static final Pattern PARAMETER = Pattern.compile(":#\\w+");

    /** Parameters whose number is known only when they are given. */
    private static final Pattern VARYING = Pattern.compile(":#(?:in:|\\$)");

    public TableSqlComponent(DataSource dataSource) {
        setDataSource(dataSource);
        setRowMapperFactory(new PlainRows());
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
        String text = ResourceHelper.hasScheme(statement) ? read(statement) : statement;
        if (table == null) {
            return counted(super.createEndpoint(uri, statement, parameters), text);
        }
        if (DataType.named(table).isEmpty()) {
            throw new IllegalArgumentException("There is no table '" + table + "' for the statement " + statement);
        }
        return counted(super.createEndpoint(uri, text.replace("{table}", table), parameters), text);
    }

    private static Endpoint counted(Endpoint endpoint, String statement) {
        if (endpoint instanceof SqlEndpoint sql
                && sql.getParametersCount() == 0
                && !VARYING.matcher(statement).find()) {
            sql.setParametersCount((int) PARAMETER.matcher(statement).results().count());
        }
        return endpoint;
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
