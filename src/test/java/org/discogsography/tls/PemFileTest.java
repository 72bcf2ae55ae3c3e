package org.discogsography.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.Map;
import org.discogsography.settings.Setting;
import org.discogsography.settings.SettingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PemFileTest {

    @TempDir
    private Path folder;

    @Test
    void an_unusable_key_is_refused_with_the_names_of_its_setting_and_file() throws Exception {
        Map.of(
                        "",
                        "no private key in the form",
                        "-----BEGIN RSA PRIVATE KEY-----\nQUJD\n-----END RSA PRIVATE KEY-----",
                        "no private key in the form",
                        pem("QUJDR"),
                        "damaged", // as if its end had been cut off
                        pem("QUJD"),
                        "unsupported algorithm")
                .forEach((text, reason) -> assertThatThrownBy(() -> file(text).key())
                        .as(text)
                        .isInstanceOf(SettingException.class)
                        .hasMessageContaining("amqp.tls-key: the file " + folder)
                        .hasMessageContaining(reason));
    }

    @Test
    void keys_of_the_usual_algorithms_are_read() throws Exception {
        for (String algorithm : new String[] {"RSA", "EC", "Ed25519"}) {
            var key = KeyPairGenerator.getInstance(algorithm).generateKeyPair().getPrivate();

            assertThat(file(pem(Base64.getMimeEncoder().encodeToString(key.getEncoded())))
                            .key())
                    .isEqualTo(key);
        }
    }

    private PemFile file(String text) throws Exception {
        return new PemFile(Setting.AMQP_TLS_KEY, Files.writeString(folder.resolve("key.pem"), text));
    }

    private static String pem(String base64) {
        return "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n";
    }
}
