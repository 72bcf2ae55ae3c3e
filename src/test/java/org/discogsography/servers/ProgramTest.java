package org.discogsography.servers;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What a program that has ended leaves behind: nothing. */
class ProgramTest {

    @Test
    void a_program_that_has_ended_has_closed_its_connections() {
        var program = Program.start(List.of("tableinator"), TestServers.start().settings());
        var pool = (HikariDataSource)
                program.main().getCamelContext().getRegistry().lookupByNameAndType("postgresql", DataSource.class);
        assertThat(pool.isClosed()).isFalse();
        program.close();
        assertThat(pool.isClosed()).isTrue();
    }
}
