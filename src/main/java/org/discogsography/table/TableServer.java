package org.discogsography.table;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.discogsography.outage.HostsInTurn;
import org.discogsography.outage.Reason;
import org.discogsography.settings.Setting;
import org.discogsography.settings.Settings;
import org.postgresql.Driver;
import org.postgresql.util.PSQLState;

/**
 * PostgreSQL's address and login. If there are several hosts, each connection is to the one that accepts writes. Thread-safe.
 *
 * <p>The driver's own way with several hosts has one time-out for all of them together: the first of them, if it hangs, would use up
 * all of it, each time.
 */
public final class TableServer {

    /** As the driver words it. */
    private static final String STANDBY = "Could not find a server with specified targetServerType";

    private final HostsInTurn<PostgresAddress.Host> hosts;
    private final PostgresAddress address;
    private final String database;
    private final Properties login = new Properties();
    private final Driver driver = new Driver();

    /** A connection, and the host that it is to. */
    record Opened(PostgresAddress.Host host, Connection connection) {}

    /** Nothing is connected yet. */
    public TableServer(PostgresAddress address, PostgresTls tls, String database, String username, String password) {
        this.hosts = new HostsInTurn<>("PostgreSQL", address.hosts());
        this.address = address;
        this.database = database;
        login.setProperty("user", username);
        login.setProperty("password", password);
        tls.addTo(login);
        if (address.hosts().size() > 1) {
            login.setProperty("targetServerType", "primary");
        }
    }

    /**
     * As the settings say.
     *
     * @throws org.discogsography.settings.SettingException naming the setting that is invalid
     */
    public static TableServer of(Settings settings) {
        return new TableServer(
                PostgresAddress.parse(settings.text(Setting.POSTGRES_ADDRESS)),
                PostgresTls.of(settings),
                settings.text(Setting.POSTGRES_DATABASE),
                settings.text(Setting.POSTGRES_USERNAME),
                settings.text(Setting.POSTGRES_PASSWORD));
    }

    /** The host in use; empty if none has been reached yet. */
    public Optional<String> hostInUse() {
        return hosts.inUse().map(PostgresAddress.Host::toString);
    }

    /** A new connection, with these properties of the driver besides the login. */
    Opened connect(Properties more) throws SQLException {
        Properties properties = new Properties();
        properties.putAll(login);
        properties.putAll(more);
        List<SQLException> failures = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        for (PostgresAddress.Host host : hosts.order()) {
            try {
                Connection connection = driver.connect(url(host), properties);
                hosts.works(host);
                return new Opened(host, connection);
            } catch (SQLException e) {
                hosts.failed(host);
                failures.add(e);
                reasons.add(host + ": " + reason(e));
            }
        }
        if (failures.size() == 1) {
            throw failures.get(0);
        }
        var none = new SQLNonTransientConnectionException(
                "no host accepts writes: " + String.join("; ", reasons),
                PSQLState.CONNECTION_UNABLE_TO_CONNECT.getState());
        failures.forEach(none::addSuppressed);
        throw none;
    }

    private static String reason(SQLException e) {
        String reason = Reason.of(e);
        return reason.startsWith(STANDBY) ? "a standby" : reason;
    }

    /** A connection to this host does not answer any more. */
    void failed(PostgresAddress.Host host) {
        hosts.failed(host);
    }

    private String url(PostgresAddress.Host host) {
        return "jdbc:postgresql://" + host + "/" + URLEncoder.encode(database, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "PostgreSQL at " + address + ", database " + database;
    }
}
