package org.discogsography.table;

import java.util.Properties;
import org.discogsography.settings.Setting;
import org.discogsography.settings.SettingException;
import org.discogsography.settings.Settings;
import org.discogsography.tls.TlsFiles;
import org.postgresql.ssl.DefaultJavaSSLFactory;

/**
 * Whether connections to PostgreSQL use TLS.
 *
 * @param mode {@code disable}; {@code prefer}: if the server has it, without a check of who it is; {@code verify-full}: always, and the
 *     server's certificate must be for its name, and signed by somebody who is trusted
 * @param files with the authority that is trusted
 */
public record PostgresTls(String mode, TlsFiles files) {

    static final String VERIFY_FULL = "verify-full";

    /** What the driver does by itself. */
    public static final PostgresTls PREFER = new PostgresTls("prefer", TlsFiles.NONE);

    /**
     * As the settings say.
     *
     * @throws SettingException naming the setting that is invalid
     */
    public static PostgresTls of(Settings settings) {
        String mode = settings.text(Setting.POSTGRES_TLS);
        var files = TlsFiles.of(settings, Setting.POSTGRES_TLS_CA);
        if (!files.isEmpty() && !mode.equals(VERIFY_FULL)) {
            throw new SettingException(Setting.POSTGRES_TLS_CA + " is set, but " + Setting.POSTGRES_TLS + " is " + mode
                    + ": certificates are checked only with " + VERIFY_FULL);
        }
        return new PostgresTls(mode, files);
    }

    /** For the driver. */
    void addTo(Properties properties) {
        properties.setProperty("sslmode", mode);
        if (mode.equals(VERIFY_FULL)) {
            files.ca()
                    .ifPresentOrElse(
                            ca -> properties.setProperty(
                                    "sslrootcert", ca.toAbsolutePath().toString()),
                            // Without it the driver wants a file in the user's home.
                            () -> properties.setProperty("sslfactory", DefaultJavaSSLFactory.class.getName()));
        }
    }
}
