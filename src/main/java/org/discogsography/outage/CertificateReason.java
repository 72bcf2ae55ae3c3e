package org.discogsography.outage;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.List;
import java.util.Optional;

/** Says in plain words why a server's certificate was not accepted: what Java says of it, an operator would have to look up. */
final class CertificateReason {

    /** As Java and PostgreSQL's driver word it. */
    private static final List<String> ANOTHER_NAME = List.of(
            "No subject alternative", "No name matching", "could not be verified by hostnameverifier", "CN is missing");

    private static final String NO_CHAIN = "does not chain with any of the trust anchors";
    private static final String NO_TLS = "Unsupported or unrecognized SSL message";

    private CertificateReason() {}

    /** The reason; empty if the failure has another one. */
    static Optional<String> of(Throwable failure) {
        return Failure.causes(failure)
                .map(CertificateReason::ofOne)
                .flatMap(Optional::stream)
                .reduce((outer, inner) -> inner);
    }

    private static Optional<String> ofOne(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        if (cause instanceof CertificateExpiredException) {
            return Optional.of("its certificate has expired: " + message);
        } else if (cause instanceof CertificateNotYetValidException) {
            return Optional.of("its certificate is not valid yet: " + message);
        } else if (cause instanceof CertPathBuilderException || message.contains(NO_CHAIN)) {
            return Optional.of("its certificate is not signed by a trusted authority: " + message);
        } else if (ANOTHER_NAME.stream().anyMatch(message::contains)) {
            return Optional.of("its certificate does not match the host name: " + message);
        } else if (message.contains(NO_TLS)) {
            return Optional.of("it answers without TLS: " + message);
        }
        return Optional.empty();
    }
}
