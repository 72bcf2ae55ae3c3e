package org.discogsography.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.discogsography.dump.DataType;
import org.discogsography.idempotent.StoredRecord;
import org.discogsography.servers.EmbeddedPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A key has been seen if and only if its hash is the current one of the stored record. */
class TableIdempotentRepositoryTest {

    private static EmbeddedPostgres postgres;
    private static HikariDataSource pool;

    private TableIdempotentRepository repository;

    @BeforeAll
    static void start() {
        postgres = EmbeddedPostgres.start();
        pool = pool(3);
        new TableSchema(pool).apply();
    }

    private static HikariDataSource pool(int connections) {
        var second = Duration.ofSeconds(1);
        return TablePool.create(
                new TableServer(
                        PostgresAddress.parse(postgres.address()),
                        PostgresTls.PREFER,
                        EmbeddedPostgres.DATABASE,
                        EmbeddedPostgres.USERNAME,
                        EmbeddedPostgres.PASSWORD),
                new TablePool.Settings(
                        1, connections, second.multipliedBy(30), second.multipliedBy(5), second.multipliedBy(5)));
    }

    @AfterAll
    static void stop() {
        pool.close();
        postgres.close();
    }

    @BeforeEach
    void store() throws SQLException {
        postgres.clear();
        execute("insert into labels values ('1', 'a', '{}', '20260801', now()), ('2:x', 'b', '{}', '', now())");
        repository = new TableIdempotentRepository(pool, DataType.LABELS);
    }

    private static void execute(String sql) throws SQLException {
        try (var connection = postgres.connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void only_the_current_hash_of_a_record_is_contained() throws SQLException {
        assertThat(repository.contains("1:a")).isTrue();
        assertThat(repository.contains("1:b")).isFalse();
        assertThat(repository.contains("3:a")).isFalse();
        assertThat(repository.contains("2:x:b")).isTrue();

        execute("update labels set hash = 'b' where data_id = '1'");
        assertThat(repository.contains("1:a")).isFalse();
        assertThat(repository.contains("1:b")).isTrue();
    }

    @Test
    void adding_returns_whether_a_key_is_new_and_stores_nothing() {
        assertThat(repository.add("1:a")).isFalse();
        assertThat(repository.add("3:a")).isTrue();
        assertThat(repository.add("3:a")).isTrue();
        assertThat(repository.contains("3:a")).isFalse();
    }

    @Test
    void confirming_returns_whether_a_key_is_stored() {
        assertThat(repository.confirm("1:a")).isTrue();
        assertThat(repository.confirm("3:a")).isFalse();
    }

    @Test
    void a_removed_key_is_unknown_until_its_record_is_stored_again() throws Exception {
        assertThat(repository.remove("1:b")).isFalse();
        assertThat(repository.remove("1:a")).isTrue();
        assertThat(repository.remove("1:a")).isFalse();

        assertThat(repository.contains("1:a")).isFalse();
        assertThat(repository
                        .classify(List.of(new StoredRecord("1", "a", "20260801")))
                        .changed())
                .hasSize(1);
    }

    @Test
    void clearing_is_refused() {
        assertThatThrownBy(repository::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThat(repository.contains("1:a")).isTrue();
    }

    @Test
    void a_key_is_an_id_and_a_hash() {
        assertThatThrownBy(() -> repository.contains("1")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> repository.contains(":a")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_batch_is_classified_in_one_lookup() throws Exception {
        var classified = repository.classify(List.of(
                new StoredRecord("1", "a", "20260901"),
                new StoredRecord("2:x", "c", "20260901"),
                new StoredRecord("3", "older in the batch", "20260701"),
                new StoredRecord("3", "newest", "20260801"),
                new StoredRecord("3", "oldest", "")));

        assertThat(classified.unchanged()).containsExactly(new StoredRecord("1", "a", "20260901"));
        assertThat(classified.changed()).containsExactly(new StoredRecord("2:x", "c", "20260901"));
        assertThat(classified.added()).containsExactly(new StoredRecord("3", "newest", "20260801"));
        assertThat(classified.superseded()).isEqualTo(2);
        assertThat(classified.size()).isEqualTo(5);
        assertThat(repository.getLookups()).isEqualTo(1);
        assertThat(repository.getSeen()).isEqualTo(1);
        assertThat(repository.getUnseen()).isEqualTo(2);
        assertThat(repository.getSuperseded()).isEqualTo(2);
    }

    @Test
    void a_table_that_was_empty_when_it_was_first_asked_is_not_read_as_a_whole_once_it_is_large() throws Exception {
        execute("truncate labels");
        execute("vacuum analyze labels");
        try (HikariDataSource single = pool(1)) {
            var labels = new TableIdempotentRepository(single, DataType.LABELS);
            for (int i = 0; i < 20; i++) {
                assertThat(labels.contains("3:a")).isFalse();
            }
            execute("insert into labels select n, 'a', '{}', '20260801', now() from generate_series(1, 5000) as n");

            long before = rowsReadInSequence(single);
            assertThat(labels.contains("3:a")).isTrue();
            assertThat(rowsReadInSequence(single) - before).isZero();
        }
    }

    private static long rowsReadInSequence(HikariDataSource single) throws SQLException {
        try (var connection = single.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("select pg_stat_force_next_flush()");
            try (var rows =
                    statement.executeQuery("select seq_tup_read from pg_stat_user_tables where relname = 'labels'")) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    @Test
    void an_older_version_is_superseded_whatever_its_hash() throws Exception {
        var classified = repository.classify(List.of(new StoredRecord("1", "a", "20260701")));
        var other = repository.classify(List.of(new StoredRecord("1", "b", "")));

        assertThat(classified.superseded()).isEqualTo(1);
        assertThat(other.superseded()).isEqualTo(1);
    }
}
