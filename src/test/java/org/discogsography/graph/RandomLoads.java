package org.discogsography.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.discogsography.dump.DataType;
import org.discogsography.expected.ExpectedGraph.Newest;
import org.discogsography.loads.Announcement;
import org.discogsography.loads.Load;
import org.discogsography.loads.LoadState;
import org.discogsography.loads.Removal;

/** The loads of some dumps, of which a type, a record or an announcement may be missing. */
final class RandomLoads {

    private final Random random;
    private final List<Newest> delivered = new ArrayList<>();
    private final List<Newest> missing = new ArrayList<>();
    private final Map<Key, Announcement> announced = new HashMap<>();
    private final Set<Key> accepted = new HashSet<>();

    private record Key(String version, DataType type) {}

    RandomLoads(List<Newest> all, Random random) {
        this.random = random;
        String newest = all.stream().map(Newest::version).max(String::compareTo).orElseThrow();
        Map<Key, List<Newest>> dumps = new HashMap<>();
        all.forEach(record -> dumps.computeIfAbsent(new Key(record.version(), record.type()), key -> new ArrayList<>())
                .add(record));
        for (String version :
                dumps.keySet().stream().map(Key::version).sorted().distinct().toList()) {
            for (DataType type : DataType.values()) {
                List<Newest> records = dumps.getOrDefault(new Key(version, type), List.of());
                if (!records.isEmpty()) {
                    add(new Key(version, type), records, version.equals(newest));
                }
            }
        }
    }

    private void add(Key key, List<Newest> records, boolean isNewest) {
        switch (random.nextInt(8)) {
            case 0 -> { // the type is missing from the newest dump, or its control message from another one
                if (!isNewest) {
                    delivered.addAll(records);
                }
            }
            case 1 -> { // rejected
                delivered.addAll(records.subList(1, records.size()));
                announce(key, records.size() - 1, 1);
            }
            case 2 -> { // dead letters
                int dead = 1 + random.nextInt(records.size());
                missing.addAll(records.subList(0, dead));
                delivered.addAll(records.subList(dead, records.size()));
                announce(key, records.size(), 0);
            }
            default -> {
                delivered.addAll(records);
                announce(key, records.size(), 0);
            }
        }
    }

    private void announce(Key key, int records, int rejected) {
        announced.put(
                key,
                new Announcement(
                        key.version(),
                        key.type(),
                        records,
                        rejected,
                        null,
                        null,
                        Instant.parse("2026-11-01T00:00:00Z")));
    }

    List<Newest> delivered() {
        return delivered;
    }

    /** Announces all loads, compares them, and removes what there is to be removed. */
    void bringOn(GraphLoads loads) throws InterruptedException {
        for (Announcement announcement : announced.values()) {
            loads.announce(announcement);
        }
        for (Load load : loads.loads()) {
            loads.compare(load);
            for (int step = 0; step < 1000 && loads.remove(load).outcome() == Removal.Outcome.MORE; step++) {
                Thread.onSpinWait();
            }
        }
    }

    /** What was missing; from now on it counts as delivered. */
    List<Newest> replay() {
        List<Newest> replayed = List.copyOf(missing);
        delivered.addAll(missing);
        missing.clear();
        return replayed;
    }

    /** Accepts some loads that are not complete. */
    void acceptSome(GraphLoads loads) throws InterruptedException {
        for (Load load : loads.loads()) {
            loads.incomplete(load);
            if (random.nextInt(4) == 0 && loads.accept(load.version(), load.type())) {
                accepted.add(new Key(load.version(), load.type()));
            }
        }
    }

    /** Each load that can be complete at the end is, and nothing of it is left to be removed; no other is. */
    void assertEnd(GraphLoads loads) throws InterruptedException {
        for (Load load : loads.loads()) {
            var key = new Key(load.version(), load.type());
            Announcement announcement = announced.get(key);
            long lost = missing.stream()
                    .filter(record -> record.version().equals(load.version()) && record.type() == load.type())
                    .count();
            if (load.state() == LoadState.COMPLETE) {
                assertThat(announcement.rejected() + lost).as("%s", load).isZero();
            }
            if (load.state() == LoadState.ACCEPTED) {
                assertThat(accepted).contains(key);
            }
            boolean isNewest = delivered.stream()
                    .noneMatch(record ->
                            record.type() == load.type() && record.version().compareTo(load.version()) > 0);
            if (isNewest && announcement.rejected() + lost == 0) {
                assertThat(load.state().isSettled()).as("%s is settled", load).isTrue();
            }
            assertThat(load.removalDone()).as("%s", load).isTrue();
        }
    }

    /** The newest version of each record that was delivered, without what is older than a settled load of its type. */
    List<Newest> left(GraphLoads loads) throws InterruptedException {
        List<Load> settled =
                loads.loads().stream().filter(load -> load.state().isSettled()).toList();
        return RandomRecords.newest(delivered).stream()
                .filter(record -> settled.stream()
                        .noneMatch(load ->
                                load.type() == record.type() && load.version().compareTo(record.version()) > 0))
                .toList();
    }
}
