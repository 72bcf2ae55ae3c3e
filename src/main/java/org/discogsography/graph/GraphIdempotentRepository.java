package org.discogsography.graph;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedResource;
import org.discogsography.dump.DataType;
import org.discogsography.idempotent.StoreIdempotentRepository;
import org.discogsography.idempotent.StoredRecord;
import org.neo4j.driver.AccessMode;

/** The idempotent repository for one type of records in the graph. A stub is not a record yet. */
@ManagedResource(description = "Records of one type in the graph, by id and content hash")
public final class GraphIdempotentRepository extends StoreIdempotentRepository {

    private final DataType type;
    private final CypherRunner runner;
    private final Duration timeout;
    private final String find;
    private final String forget;

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
