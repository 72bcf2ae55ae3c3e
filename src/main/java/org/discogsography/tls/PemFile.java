package org.discogsography.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.discogsography.dump.FileReason;
import org.discogsography.settings.Setting;
import org.discogsography.settings.SettingException;

/** A file in PEM format that a setting names. Each method throws a {@link SettingException} that names the setting if the file is unusable. */
record PemFile(Setting setting, Path path) {

    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "Ed25519");

    /** Its certificates, in their order; at least one. */
    List<Certificate> certificates() {
        try {
            var found = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(text().getBytes(StandardCharsets.ISO_8859_1)));
            if (!found.isEmpty()) {
                return List.copyOf(found);
            }
        } catch (CertificateException e) {
            throw unusable("contains no certificate that can be read", e);
        }
        throw unusable("contains no certificate", null);
    }

    /** Its private key. */
    PrivateKey key() {
        Matcher key = KEY.matcher(text());
        if (!key.find()) {
            throw unusable(
                    "contains no private key in the form that begins with BEGIN PRIVATE KEY; 'openssl pkcs8 -topk8 -nocrypt -in <key>'"
                            + " prints any other key in it",
                    null);
        }
        PKCS8EncodedKeySpec encoded;
        try {
            encoded = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(key.group(1)));
        } catch (IllegalArgumentException e) {
            throw unusable("contains a private key that is damaged", e);
        }
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
            } catch (GeneralSecurityException e) {
                // A key of another algorithm, or of none.
            }
        }
        throw unusable(
                "contains a private key of an unsupported algorithm; supported are " + String.join(", ", ALGORITHMS),
                null);
    }

    private String text() {
        try {
            return Files.readString(path, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw unusable("cannot be read (" + FileReason.of(e) + ")", e);
        }
    }

    private SettingException unusable(String why, Exception cause) {
        return new SettingException(setting + ": the file " + path + " " + why, cause);
    }
}
