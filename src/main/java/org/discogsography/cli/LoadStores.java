package org.discogsography.cli;

import com.zaxxer.hikari.HikariDataSource;
import java.util.List;
import org.discogsography.graph.CypherRunner;
import org.discogsography.graph.GraphLoads;
import org.discogsography.graph.Neo4jSettings;
import org.discogsography.loads.LoadStore;
import org.discogsography.settings.Setting;
import org.discogsography.settings.Settings;
import org.discogsography.table.TableLoads;
import org.discogsography.table.TablePool;
import org.discogsography.table.TableServer;
import org.neo4j.driver.Driver;

/** The stores whose loads a command shows, opened when they are needed. */
final class LoadStores {

    private LoadStores() {}

    /** One store. */
    interface Source {

        /** The service that fills it. */
        String service();

        /** Where it is, for a message. */
        String address();

        /** Opens it; nothing is connected yet. */
        Open open();
    }

    /** A store that has been opened. */
    interface Open extends AutoCloseable {

        LoadStore loads();

        @Override
        void close();
    }

    /** As the settings name them. */
    static List<Source> of(Settings settings) {
        return List.of(new Graph(settings), new Tables(settings));
    }

    /** A pool of a connection or two, for the time of a command. */
    static HikariDataSource pool(Settings settings) {
        return TablePool.create(
                TableServer.of(settings),
                new TablePool.Settings(
                        0,
                        2,
                        settings.duration(Setting.POSTGRES_POOL_CHECK),
                        settings.duration(Setting.POSTGRES_CONNECT_TIMEOUT),
                        settings.duration(Setting.POSTGRES_ANSWER_TIMEOUT)));
    }

    private record Tables(Settings settings) implements Source {

        @Override
        public String service() {
            return "tableinator";
        }

        @Override
        public String address() {
            return TableServer.of(settings).toString();
        }

        @Override
        public Open open() {
            HikariDataSource pool = pool(settings);
            var loads = new TableLoads(pool);
            return new Open() {
                @Override
                public LoadStore loads() {
                    return loads;
                }

                @Override
                public void close() {
                    pool.close();
                }
            };
        }
    }

    private record Graph(Settings settings) implements Source {

        @Override
        public String service() {
            return "graphinator";
        }

        @Override
        public String address() {
            return Neo4jSettings.of(settings).toString();
        }

        @Override
        public Open open() {
            Driver driver = Neo4jSettings.of(settings).driver();
            var runner = new CypherRunner(driver, settings.text(Setting.NEO4J_DATABASE));
            // It lists and accepts; whoever removes is the service.
            var loads = GraphLoads.of(runner, settings, Runnable::run);
            return new Open() {
                @Override
                public LoadStore loads() {
                    return loads;
                }

                @Override
                public void close() {
                    runner.close();
                    driver.close();
                }
            };
        }
    }
}
