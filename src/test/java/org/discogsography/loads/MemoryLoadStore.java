package org.discogsography.loads;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.discogsography.dump.DataType;

/** A store of one type in memory. */
final class MemoryLoadStore implements LoadStore {

    final Map<String, String> versions = new TreeMap<>(); // of the records, by id
    final List<Load> loads = new ArrayList<>();
    int comparisons;
    Exception failure; // thrown by the next comparison
    boolean othersRemove; // another instance is at work

    void put(String version, String... ids) {
        List.of(ids).forEach(id -> versions.put(id, version));
    }

    @Override
    public void announce(Announcement told) {
        if (find(told.version(), told.type()) == null) {
            loads.add(new Load(
                    told.version(),
                    told.type(),
                    told.file(),
                    told.sha256(),
                    told.records(),
                    null,
                    null,
                    null,
                    0L,
                    told.rejected(),
                    LoadState.LOADING,
                    told.startedAt(),
                    null,
                    false));
            loads.sort(Comparator.comparing(Load::version).thenComparing(Load::type));
        }
    }

    Load find(String version, DataType type) {
        return loads.stream()
                .filter(load -> load.version().equals(version) && load.type() == type)
                .findFirst()
                .orElse(null);
    }

    private void change(Load load, LoadState state, long removed, boolean removalDone) {
        loads.set(
                loads.indexOf(load),
                new Load(
                        load.version(),
                        load.type(),
                        load.file(),
                        load.sha256(),
                        load.records(),
                        null,
                        null,
                        null,
                        load.removed() + removed,
                        load.rejected(),
                        state,
                        load.startedAt(),
                        state.isSettled() ? Instant.EPOCH : null,
                        removalDone));
    }

    @Override
    public List<Load> loads() {
        return List.copyOf(loads);
    }

    @Override
    public Comparison compare(Load load) throws Exception {
        comparisons++;
        if (failure != null) {
            Exception thrown = failure;
            failure = null;
            throw thrown;
        }
        Load now = find(load.version(), load.type());
        long stored = versions.values().stream().filter(load.version()::equals).count();
        boolean completed =
                stored == now.records() && now.rejected() == 0 && !now.state().isSettled();
        if (completed) {
            change(now, LoadState.COMPLETE, 0, false);
        }
        return new Comparison(stored, completed);
    }

    @Override
    public boolean incomplete(Load load) {
        Load now = find(load.version(), load.type());
        if (now.state() != LoadState.LOADING) {
            return false;
        }
        change(now, LoadState.INCOMPLETE, 0, false);
        return true;
    }

    /** One record a step. */
    @Override
    public Removal remove(Load load) {
        if (othersRemove) {
            return new Removal(0, Removal.Outcome.LATER);
        }
        Load now = find(load.version(), load.type());
        var older = versions.entrySet().stream()
                .filter(record -> record.getValue().compareTo(load.version()) < 0)
                .findFirst();
        older.ifPresent(record -> versions.remove(record.getKey()));
        change(now, now.state(), older.isPresent() ? 1 : 0, older.isEmpty());
        return new Removal(older.isPresent() ? 1 : 0, older.isPresent() ? Removal.Outcome.MORE : Removal.Outcome.DONE);
    }

    @Override
    public boolean accept(String version, DataType type) {
        change(find(version, type), LoadState.ACCEPTED, 0, false);
        return true;
    }
}
