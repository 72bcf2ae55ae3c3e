package org.discogsography.management;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.AuthenticationProvider;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BasicAuthHandler;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.discogsography.settings.Setting;
import org.discogsography.settings.SettingException;
import org.discogsography.settings.Settings;

/** User name and password for managing the process, by HTTP basic authentication. No text contains them. */
final class Login implements AuthenticationProvider {

    private static final Setting USERNAME = Setting.MANAGEMENT_USERNAME;
    private static final Setting PASSWORD = Setting.MANAGEMENT_PASSWORD;

    private final byte[] username;
    private final byte[] password;

    private Login(String username, String password) {
        this.username = username.getBytes(StandardCharsets.UTF_8);
        this.password = password.getBytes(StandardCharsets.UTF_8);
    }

    /** @throws SettingException if other machines could log in without one, or only one of the two is set */
    static Login of(Settings settings, String host) {
        String username = settings.text(USERNAME);
        String password = settings.text(PASSWORD);
        if (username.isEmpty() != password.isEmpty()) {
            throw new SettingException(
                    "Only one of " + USERNAME + " and " + PASSWORD + " is set: set both, or neither");
        }
        if (password.isEmpty() && !isLoopback(host)) {
            throw new SettingException(Setting.MANAGEMENT_HOST + " is " + host + ", which other machines can reach: "
                    + USERNAME + " and " + PASSWORD + " must be set as well");
        }
        return new Login(username, password);
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new SettingException(Setting.MANAGEMENT_HOST + " is not an address of this machine: " + host, e);
        }
    }

    private boolean isSet() {
        return password.length > 0;
    }

    /** Requires authentication for Jolokia. Health needs none, because an orchestrator has no password. */
    void guard(Router router) {
        if (isSet()) {
            router.route(Jolokia.PATH + "*").handler(BasicAuthHandler.create(this, "Discogsography"));
        }
    }

    @Override
    @SuppressWarnings("deprecation") // The interface's other method calls this one.
    public void authenticate(JsonObject credentials, Handler<AsyncResult<User>> result) {
        // Both are compared, each in constant time.
        boolean rightName = MessageDigest.isEqual(username, bytes(credentials, "username"));
        boolean rightPassword = MessageDigest.isEqual(password, bytes(credentials, "password"));
        boolean right = rightName && rightPassword;
        result.handle(
                right
                        ? Future.succeededFuture(User.fromName("operator"))
                        : Future.failedFuture("wrong user name or password"));
    }

    private static byte[] bytes(JsonObject credentials, String name) {
        return credentials.getString(name, "").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return isSet() ? "a user name and password" : "no password";
    }
}
