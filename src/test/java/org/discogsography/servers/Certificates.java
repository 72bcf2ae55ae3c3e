package org.discogsography.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** An authority made for a test, and what it has signed: a certificate for {@code localhost}, one that has expired, and a client's. */
public final class Certificates {

    private static final char[] PASSWORD = "password".toCharArray();

    private final Path folder;
    private final KeyStore store;

    private Certificates(Path folder, KeyStore store) {
        this.folder = folder;
        this.store = store;
    }

    /** Makes them with the JDK's own tool. */
    public static Certificates in(Path folder) {
        Path keys = folder.resolve("keys.p12");
        keytool(keys, "ca", "-ext", "bc:c", "-ext", "ku=keyCertSign", "-validity", "10");
        keytool(keys, "server", "-signer", "ca", "-ext", "san=dns:localhost", "-validity", "10");
        keytool(keys, "expired", "-signer", "ca", "-ext", "san=dns:localhost", "-startdate", "-3d", "-validity", "1");
        keytool(keys, "client", "-signer", "ca", "-ext", "eku=clientAuth", "-validity", "10");
        keytool(keys, "stranger", "-ext", "san=dns:localhost", "-validity", "10");
        try (InputStream input = Files.newInputStream(keys)) {
            var store = KeyStore.getInstance("PKCS12");
            store.load(input, PASSWORD);
            return new Certificates(folder, store).write();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void keytool(Path keys, String alias, String... more) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-J-XX:+UseSerialGC",
                "-genkeypair",
                "-keystore",
                keys.toString(),
                "-storepass",
                new String(PASSWORD),
                "-keyalg",
                "EC",
                "-alias",
                alias,
                "-dname",
                "CN=" + alias));
        command.addAll(List.of(more));
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException("keytool: " + output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Certificates write() throws GeneralSecurityException, IOException {
        for (String alias : List.of("ca", "server", "expired", "client", "stranger")) {
            Certificate certificate = store.getCertificate(alias);
            Files.writeString(certificate(alias), pem("CERTIFICATE", certificate.getEncoded()));
            Files.writeString(
                    key(alias), pem("PRIVATE KEY", store.getKey(alias, PASSWORD).getEncoded()));
            // PostgreSQL takes no key that others can read.
            Files.setPosixFilePermissions(key(alias), PosixFilePermissions.fromString("rw-------"));
        }
        return this;
    }

    private static String pem(String kind, byte[] content) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + kind
                + "-----\n";
    }

    /** The authority's own certificate. */
    public Path ca() {
        return certificate("ca");
    }

    /** PEM file with the certificate {@code server}, {@code expired} or {@code client}, or with {@code stranger}, which nobody has signed. */
    public Path certificate(String alias) {
        return folder.resolve(alias + ".pem");
    }

    /** PEM file with its key. */
    public Path key(String alias) {
        return folder.resolve(alias + "-key.pem");
    }

    /** For a server with this certificate. */
    SSLContext context(String alias) throws GeneralSecurityException, IOException {
        var single = KeyStore.getInstance("PKCS12");
        single.load(null, null);
        single.setKeyEntry("key", store.getKey(alias, PASSWORD), PASSWORD, store.getCertificateChain(alias));
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(single, PASSWORD);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }
}
