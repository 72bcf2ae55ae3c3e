package org.discogsography.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.discogsography.settings.Setting;
import org.discogsography.settings.SettingException;
import org.discogsography.settings.Settings;

/**
 * The files for TLS connections to a server.
 *
 * @param ca certificates of the authorities that are trusted; without them, those that Java trusts
 * @param identity with which this side shows who it is; without it, it shows nothing
 */
public record TlsFiles(Optional<Path> ca, Optional<Identity> identity) {

    /** None: what Java trusts is trusted. */
    public static final TlsFiles NONE = new TlsFiles(Optional.empty(), Optional.empty());

    /** A certificate, with those that have signed it if a server needs them, and its key. */
    record Identity(Path certificate, Path key) {}

    /**
     * A server's authority, if the setting names one.
     *
     * @throws SettingException naming the setting if the file is unusable
     */
    public static TlsFiles of(Settings settings, Setting ca) {
        Optional<Path> file = file(settings, ca);
        file.ifPresent(path -> new PemFile(ca, path).certificates());
        return new TlsFiles(file, Optional.empty());
    }

    /**
     * RabbitMQ's.
     *
     * @throws SettingException naming the setting if a file is unusable
     */
    public static TlsFiles ofBroker(Settings settings) {
        Optional<Path> certificate = file(settings, Setting.AMQP_TLS_CERTIFICATE);
        Optional<Path> key = file(settings, Setting.AMQP_TLS_KEY);
        if (certificate.isPresent() != key.isPresent()) {
            throw new SettingException(Setting.AMQP_TLS_CERTIFICATE + " and " + Setting.AMQP_TLS_KEY
                    + " belong together, only one of them is set");
        }
        var files = new TlsFiles(
                of(settings, Setting.AMQP_TLS_CA).ca, certificate.map(path -> new Identity(path, key.orElseThrow())));
        if (!files.isEmpty()) {
            files.context();
        }
        return files;
    }

    private static Optional<Path> file(Settings settings, Setting setting) {
        return Optional.of(settings.text(setting))
                .filter(name -> !name.isEmpty())
                .map(Path::of);
    }

    /** Whether none is set. */
    public boolean isEmpty() {
        return ca.isEmpty() && identity.isEmpty();
    }

    /**
     * What a connection is made with.
     *
     * @throws SettingException naming the setting if a file is unusable
     */
    public SSLContext context() {
        try {
            if (isEmpty()) {
                return SSLContext.getDefault();
            }
            var context = SSLContext.getInstance("TLS");
            context.init(keys(), trusted(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new SettingException("TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    private TrustManager[] trusted() throws GeneralSecurityException, IOException {
        if (ca.isEmpty()) {
            return null; // those of Java
        }
        KeyStore store = emptyStore();
        List<Certificate> certificates = new PemFile(Setting.AMQP_TLS_CA, ca.get()).certificates();
        for (int i = 0; i < certificates.size(); i++) {
            store.setCertificateEntry("ca-" + i, certificates.get(i));
        }
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private KeyManager[] keys() throws GeneralSecurityException, IOException {
        if (identity.isEmpty()) {
            return null; // none
        }
        Certificate[] chain = new PemFile(
                        Setting.AMQP_TLS_CERTIFICATE, identity.get().certificate())
                .certificates()
                .toArray(Certificate[]::new);
        PrivateKey key = new PemFile(Setting.AMQP_TLS_KEY, identity.get().key()).key();
        KeyStore store = emptyStore();
        char[] password = {};
        store.setKeyEntry("key", key, password, chain);
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, password);
        return factory.getKeyManagers();
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
