package org.discogsography.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.discogsography.dump.DataType;
import org.discogsography.dump.DumpFolder;
import org.discogsography.expected.ExpectedGraph.Newest;
import org.discogsography.expected.ExpectedRecord;
import org.discogsography.expected.ExpectedRecords;
import org.discogsography.loads.Load;
import org.discogsography.loads.LoadState;

/** What one service receives of some dumps, each type of each with a fate of its own; and what its store must hold in the end. */
final class RandomMonths {

    /** What happens to one type of one dump. */
    enum Fate {
        WHOLE,
        /** The extractor rejects a record. */
        REJECTED,
        /** Some records are dead letters, which are replayed later. */
        DEAD,
        /** A record never comes. */
        LOST,
        /** All records come, and nobody says that these are all. */
        NO_END,
        /** The dump has no file of the type. */
        MISSING
    }

    private record Key(String version, DataType type) {}

    /** A message for the queue of a type. */
    record Sent(DataType type, String version, String body) {}

    private final Random random;
    private final Map<Key, Fate> fates = new LinkedHashMap<>();
    private final Map<Key, List<Newest>> dumps = new HashMap<>();
    private final List<Newest> delivered = new ArrayList<>();
    private final List<Newest> dead = new ArrayList<>();
    private final Set<Key> accepted = new HashSet<>();
    private final List<Sent> messages = new ArrayList<>();

    /** @param folders of dumps, in the order of their versions */
    RandomMonths(List<Path> folders, Random random) throws IOException {
        this.random = random;
        for (Path folder : folders) {
            for (var file : DumpFolder.scan(folder).files()) {
                var key = new Key(file.version(), file.type());
                // Of an id that comes twice one is enough: which one comes last is not the same for all orders.
                Map<String, Newest> records = new LinkedHashMap<>();
                for (ExpectedRecord record : ExpectedRecords.read(file.path())) {
                    records.put(record.id(), new Newest(file.type(), record.sha256(), file.version(), record.json()));
                }
                dumps.put(key, List.copyOf(records.values()));
                fates.put(
                        key, random.nextInt(2) == 0 ? Fate.WHOLE : Fate.values()[random.nextInt(Fate.values().length)]);
            }
        }
        fates.forEach(this::send);
        order(folders.size());
    }

    private void send(Key key, Fate fate) {
        List<Newest> records = new ArrayList<>(dumps.get(key));
        int all = records.size();
        switch (fate) {
            case MISSING -> {
                return;
            }
            case REJECTED, LOST -> records.remove(random.nextInt(all));
            case DEAD -> {
                for (int letter = 0; letter < 3; letter++) {
                    dead.add(records.remove(random.nextInt(records.size())));
                }
            }
            case WHOLE, NO_END -> {}
        }
        for (Newest record : records) {
            delivered.add(record);
            messages.add(message(record));
            if (random.nextInt(5) == 0) {
                messages.add(message(record));
            }
        }
        if (fate != Fate.NO_END) {
            for (int times = 1 + random.nextInt(2); times > 0; times--) {
                messages.add(end(key, fate == Fate.REJECTED ? all - 1 : all, fate == Fate.REJECTED ? 1 : 0));
            }
        }
    }

    static Sent message(Newest record) {
        ObjectNode body = record.json().deepCopy();
        body.put("type", "data").put("sha256", record.sha256());
        return new Sent(record.type(), record.version(), body.toString());
    }

    private static Sent end(Key key, int records, int rejected) {
        return new Sent(
                key.type(), key.version(), """
                {"type":"extraction_complete","version":"%s","started_at":"2026-08-05T00:00:00Z",\
                "timestamp":"2026-08-05T01:00:00Z","record_counts":{"%s":%d},"rejected":{"%s":%d}}""".formatted(key.version(), key.type(), records, key.type(), rejected));
    }

    /** Dump after dump, in some order, or all at once; with neighbours that change places. */
    private void order(int months) {
        if (random.nextInt(3) == 0) {
            Collections.shuffle(messages, random);
            return;
        }
        if (random.nextBoolean()) {
            List<String> versions = new ArrayList<>(
                    messages.stream().map(Sent::version).distinct().toList());
            Collections.shuffle(versions, random);
            messages.sort(java.util.Comparator.comparingInt(message -> versions.indexOf(message.version())));
        }
        for (int from = 0; from < messages.size(); from += 30 * months) {
            Collections.shuffle(messages.subList(from, Math.min(messages.size(), from + 60 * months)), random);
        }
    }

    /** In the order in which they are sent. */
    List<Sent> messages() {
        return messages;
    }

    List<Newest> deadLetters() {
        return List.copyOf(dead);
    }

    /** From now on the dead letters count as delivered. */
    void replayed() {
        delivered.addAll(dead);
        dead.clear();
    }

    void accepted(Load load) {
        accepted.add(new Key(load.version(), load.type()));
    }

    /** Whether nothing of it is missing any more. */
    private boolean isWhole(Key key) {
        Fate fate = fates.get(key);
        return fate == Fate.WHOLE
                || (fate == Fate.DEAD
                        && dead.stream().noneMatch(letter -> key(letter).equals(key)));
    }

    private static Key key(Newest record) {
        return new Key(record.version(), record.type());
    }

    private boolean isNewest(Key key) {
        return delivered.stream()
                .noneMatch(record ->
                        record.type() == key.type() && record.version().compareTo(key.version()) > 0);
    }

    private boolean isAnnounced(Key key) {
        return fates.get(key) != Fate.NO_END && fates.get(key) != Fate.MISSING;
    }

    /** Each load is complete only if it can be, is so if it must be, and says that it is not otherwise. */
    void assertStates(List<Load> loads) {
        for (Load load : loads) {
            var key = new Key(load.version(), load.type());
            String about = load + " " + fates.get(key) + " " + load;
            if (load.state() == LoadState.COMPLETE) {
                assertThat(isWhole(key)).as(about).isTrue();
            }
            if (load.state() == LoadState.ACCEPTED) {
                assertThat(accepted).as(about).contains(key);
            }
            if (load.state().isSettled()) {
                assertThat(load.removalDone()).as("removal of %s", load).isTrue();
            } else if (isAnnounced(key)) {
                assertThat(load.state()).as(about).isEqualTo(LoadState.INCOMPLETE);
            } else {
                assertThat(load.state()).as(about).isEqualTo(LoadState.LOADING);
            }
        }
        fates.keySet().stream().filter(key -> isWhole(key) && isNewest(key)).forEach(key -> assertThat(loads)
                .as("%s is settled", key)
                .anyMatch(load -> load.type() == key.type()
                        && load.version().equals(key.version())
                        && load.state().isSettled()));
    }

    /** The newest version of each record that was delivered, without what is older than a settled load of its type. */
    List<Newest> expected(Collection<Load> loads) {
        Map<String, Newest> newest = new HashMap<>();
        delivered.forEach(record -> newest.merge(
                record.type() + "/" + record.json().path("id").asText(),
                record,
                (one, other) -> other.version().compareTo(one.version()) > 0 ? other : one));
        return newest.values().stream()
                .filter(record -> loads.stream()
                        .noneMatch(load -> load.state().isSettled()
                                && load.type() == record.type()
                                && load.version().compareTo(record.version()) > 0))
                .toList();
    }

    @Override
    public String toString() {
        return fates.toString();
    }
}
