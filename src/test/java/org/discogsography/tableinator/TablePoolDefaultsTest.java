package org.discogsography.tableinator;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.util.List;
import javax.sql.DataSource;
import org.discogsography.servers.Program;
import org.discogsography.servers.TestServers;
import org.junit.jupiter.api.Test;

class TablePoolDefaultsTest {

    @Test
    void the_pool_keeps_2_connections_has_20_at_most_and_checks_them_every_30_s() {
        try (var program =
                Program.start(List.of("tableinator"), TestServers.start().settings())) {
            var pool = (HikariDataSource)
                    program.main().getCamelContext().getRegistry().lookupByNameAndType("postgresql", DataSource.class);
            assertThat(pool.getMinimumIdle()).isEqualTo(2);
            assertThat(pool.getMaximumPoolSize()).isEqualTo(20);
            assertThat(pool.getKeepaliveTime()).isEqualTo(30_000);
        }
    }
}
