package org.discogsography.graph;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedResource;
import org.discogsography.dump.DataType;
import org.discogsography.idempotent.Classification;
import org.discogsography.idempotent.StoreIdempotentRepository;
import org.discogsography.idempotent.StoredRecord;
import org.discogsography.idempotent.Versioned;
import org.neo4j.driver.AccessMode;

/** The idempotent repository for one type of records in the graph. A stub is not a record yet. */
@ManagedResource(description = "Records of one type in the graph, by id and content hash")
public final class GraphIdempotentRepository extends StoreIdempotentRepository {

    private final DataType type;
    private final CypherRunner runner;
    private final Duration timeout;
    private final String find;
    private final String refresh;
    private final String forget;
    private volatile boolean isFirstLoad; // judged by the batch before

    /**
     * The caller closes the runner.
     *
     * @param timeout for one round trip
     */
    public GraphIdempotentRepository(DataType type, CypherRunner runner, Duration timeout) {
        this.type = type;
        this.runner = runner;
        this.timeout = timeout;
        this.find = Cypher.statement("find", type);
        this.refresh = Cypher.statement("refresh", type);
        this.forget = Cypher.statement("forget", type);
    }

    @Override
    protected Collection<StoredRecord> find(Collection<String> ids) throws Exception {
        return look(ids).records();
    }

    /** In one round trip. */
    @Override
    @SuppressWarnings("unchecked")
    protected Known look(Collection<String> ids) throws Exception {
        var row = runner.run(find, Cypher.given(Map.of("ids", List.copyOf(ids))), AccessMode.READ, timeout)
                .rows()
                .get(0);
        var records = (List<Map<String, Object>>) row.get("records");
        return new Known(
                records.stream()
                        .map(record ->
                                new StoredRecord((String) record.get("id"), (String) record.get("sha256"), (String)
                                        record.get("version")))
                        .toList(),
                (String) row.get("settled"));
    }

    /**
     * Classifies the records of a batch, and gives those that are unchanged their new version, in one transaction. Of these, nothing
     * is left to do but for a few: those of which the graph held something else at first, and what they say by the time that the others
     * were locked. They are among {@link Classification#recordsToStore}.
     *
     * @throws InterruptedException as {@link CypherRunner#run}, which fails in the same way
     */
    public <T extends Versioned> Classification<T> refresh(List<T> batch) throws Exception {
        var others = new HashSet<String>();
        Classification<T> classified = classify(batch, newest -> refresh(newest, others));
        return classified.withChangedMeanwhile(classified.unchanged().stream()
                .filter(record -> others.contains(record.id()))
                .map(record -> Map.of("id", record.id()))
                .toList());
    }

    /** After a batch without unchanged records it is asked first whether there are any: to ask costs less, with all of them new. */
    private <T extends Versioned> Known refresh(Map<String, T> newest, Set<String> others) throws Exception {
        if (isFirstLoad) {
            Known known = look(newest.keySet());
            if (known.records().stream().noneMatch(stored -> stored.sha256()
                    .equals(newest.get(stored.id()).sha256()))) {
                return known;
            }
        }
        Known known = refreshed(newest, others);
        isFirstLoad = others.size() == newest.size();
        return known;
    }

    /**
     * What is known of these records after the unchanged ones have their new version.
     *
     * @param others to which the ids of all but these are added
     */
    @SuppressWarnings("unchecked")
    private <T extends Versioned> Known refreshed(Map<String, T> newest, Set<String> others) throws Exception {
        // Two writers that lock the same nodes in the same order do not deadlock.
        List<List<String>> rows = newest.values().stream()
                .sorted(Comparator.comparing(Versioned::id))
                .map(record -> List.of(record.id(), record.sha256(), record.version()))
                .toList();
        var row = runner.run(refresh, Cypher.given(Map.of("records", rows)), AccessMode.WRITE, timeout)
                .rows()
                .get(0);
        var known = new ArrayList<StoredRecord>(newest.size());
        for (List<String> other : (List<List<String>>) row.get("others")) {
            others.add(other.get(0));
            if (other.get(1) != null) {
                known.add(new StoredRecord(other.get(0), other.get(1), other.get(2)));
            }
        }
        // What is not among the others is taken for stored. So none may be lost on the way.
        if ((long) row.get("refreshed") + others.size() != newest.size()) {
            throw new IllegalStateException("Neo4j answered for %s refreshed and %d other %s of %d"
                    .formatted(row.get("refreshed"), others.size(), type, newest.size()));
        }
        newest.forEach((id, record) -> {
            if (!others.contains(id)) {
                known.add(new StoredRecord(id, record.sha256(), record.version()));
            }
        });
        return new Known(known, (String) row.get("settled"));
    }

    @Override
    protected boolean forget(String id, String sha256) throws Exception {
        return !runner.run(forget, Cypher.given(Map.of("id", id, "sha256", sha256)), AccessMode.WRITE, timeout)
                .rows()
                .isEmpty();
    }

    @ManagedAttribute(description = "Type of the records")
    public String getType() {
        return type.plural();
    }
}
