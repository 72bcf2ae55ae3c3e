package org.discogsography.broker.consuming;

import java.util.function.Function;
import org.apache.camel.Exchange;
import org.discogsography.outage.Failure;
import org.discogsography.outage.Probe;
import org.discogsography.outage.ProbeFailedException;

/**
 * The steps by which a route stores a {@link Batch} part by part, and by which a part that the store refuses is narrowed
 * down by halves to the records that it is refused for. Thread-safe.
 */
public final class BatchBisector {

    private final Function<Throwable, Failure> meaning;
    private final Probe store;

    /**
     * For the batches that go to one store.
     *
     * @param meaning tells a refused record from a failing server
     * @param store whether the store works and takes a record that nothing is wrong with: only then is one set aside, for
     *     where every record would be refused it is not the records that are bad
     */
    public BatchBisector(Function<Throwable, Failure> meaning, Probe store) {
        this.meaning = meaning;
        this.store = store;
    }

    /**
     * Takes the work on a batch up from its start. One that has nothing to store asks whether the store works: to its circuit
     * breaker the passing of a batch is a success of the store, and it must be one.
     *
     * @throws ProbeFailedException where it does not
     */
    public void begin(Exchange exchange) throws ProbeFailedException {
        CollectBatch.batchOf(exchange).begin();
        if (!next(exchange)) {
            store.require();
        }
    }

    /** Whether there is a part still to be stored; not where the broker has already taken the messages back. */
    public boolean next(Exchange exchange) {
        Batch batch = CollectBatch.batchOf(exchange);
        return batch.hasPart() && batch.isAwaited();
    }

    /** The part has been stored. */
    public void stored(Exchange exchange) {
        CollectBatch.batchOf(exchange).partStored();
    }

    /**
     * What is to be done about a part that was not stored: where the store has refused its values, its halves are next, and
     * a single record is to be set aside.
     *
     * @throws Exception any other failure, and that of a store which does not work: then nothing is set aside
     */
    public void narrow(Exchange exchange) throws Exception {
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        if (meaning.apply(failure) != Failure.REFUSED) {
            throw failure;
        }
        Batch batch = CollectBatch.batchOf(exchange);
        if (batch.isSingle()) {
            if (!batch.hasFoundStore()) {
                store.require();
                batch.foundStore();
            }
            batch.setAside(failure);
        } else {
            batch.halve();
        }
    }
}
