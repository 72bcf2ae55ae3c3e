package org.discogsography.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.apache.camel.component.sql.SqlEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;

class TableSqlComponentTest {

    private static final DefaultCamelContext CONTEXT = new DefaultCamelContext();
    private static final PGSimpleDataSource NOWHERE = new PGSimpleDataSource();

    @AfterAll
    static void stop() {
        CONTEXT.stop();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "classpath:sql/discovery/record.sql?table=releases, 1",
        "classpath:sql/discovery/counted-years.sql, 2",
        "classpath:sql/discovery/search.sql, 30",
        "classpath:sql/discovery/statistics.sql, 0",
        "'select :#a, :#b, :#a', 3",
        "'select 1 where 2 in (:#in:list) and :#a = 1', 0",
        "'select :#${body.size}', 0",
        "'select :#a where x in (:#b)?parametersCount=7', 7"
    })
    void the_server_is_not_asked_how_many_parameters_a_statement_has(String statement, int parameters)
            throws Exception {
        assertThat(endpoint(statement).getParametersCount()).isEqualTo(parameters);
    }

    @Test
    void a_name_that_is_no_table_is_refused() {
        assertThat(catchThrowable(() -> endpoint("classpath:sql/discovery/record.sql?table=pg_authid")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("There is no table 'pg_authid' for the statement classpath:sql/discovery/record.sql");
    }

    private static SqlEndpoint endpoint(String statement) throws Exception {
        var component = new TableSqlComponent(NOWHERE);
        component.setCamelContext(CONTEXT);
        component.init();
        return (SqlEndpoint) component.createEndpoint("sql:" + statement);
    }
}
