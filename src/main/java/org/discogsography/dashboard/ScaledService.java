package org.discogsography.dashboard;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The processes behind a configured address. The name of a service that has been scaled (by Compose, or as a headless service of
 * Kubernetes) has an IP address for each of them: each is an instance of its own. One whose IP address has gone is missed for a while, and
 * then forgotten. Confined to one thread.
 */
final class ScaledService {

    private static final Duration MISSED_FOR = Duration.ofMinutes(10);

    private final Addresses.Address address;
    private final URI uri;
    private final Function<String, List<String>> resolver;
    private final Map<String, Instant> lastSeen = new HashMap<>(); // by IP address

    /** @param resolver the IP addresses of a host; none if it is not known */
    ScaledService(Addresses.Address address, Function<String, List<String>> resolver) {
        this.address = address;
        this.uri = URI.create(address.base());
        this.resolver = resolver;
    }

    /** The IP addresses of a host; none if nobody knows it. */
    static List<String> resolve(String host) {
        try {
            return Arrays.stream(InetAddress.getAllByName(host))
                    .map(InetAddress::getHostAddress)
                    .toList();
        } catch (UnknownHostException e) {
            return List.of();
        }
    }

    /** As it was configured. */
    Addresses.Address configured() {
        return address;
    }

    /** The addresses of the processes now: by IP address if there is more than one, otherwise as it was configured. */
    List<Addresses.Address> addresses(Instant now) {
        // A certificate has the name of the host, not its IP address.
        if (!"http".equalsIgnoreCase(uri.getScheme()) || isLoopback()) {
            return List.of(address);
        }
        // A host with addresses of both kinds is not two processes.
        List<String> found = resolver.apply(uri.getHost()).stream()
                .filter(ip -> !ip.contains(":"))
                .toList();
        found.forEach(ip -> lastSeen.put(ip, now));
        lastSeen.values().removeIf(seen -> seen.plus(MISSED_FOR).isBefore(now));
        if (lastSeen.size() < 2) {
            return List.of(address);
        }
        return new TreeSet<>(lastSeen.keySet())
                .stream()
                        .map(ip -> new Addresses.Address("http://" + ip + port(), address.guess()))
                        .toList();
    }

    private boolean isLoopback() {
        return "localhost".equalsIgnoreCase(uri.getHost());
    }

    private String port() {
        return uri.getPort() < 0 ? "" : ":" + uri.getPort();
    }
}
