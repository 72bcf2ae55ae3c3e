package org.discogsography.loads;

import java.util.List;
import org.discogsography.dump.DataType;

/**
 * A store's loads. Each call is a transaction, or several, that are committed when it returns. Several instances may call the same at the
 * same time, and any may be killed at any point: the next call goes on. Thread-safe.
 */
public interface LoadStore {

    /**
     * Notes what an extraction has announced. Of several announcements of the same load the one of the latest extraction holds. A load
     * that is settled stays as it is.
     */
    void announce(Announcement announcement) throws Exception;

    /** All loads, by version and then by type. */
    List<Load> loads() throws Exception;

    /**
     * Counts the store's records of exactly the load's version. If these are all records, none was rejected and the load is not
     * settled, it is complete: from then on the store ignores records of older versions.
     *
     * @throws InterruptedException if the thread was interrupted
     */
    Comparison compare(Load load) throws Exception;

    /**
     * Notes that nothing is outstanding and records are missing.
     *
     * @return whether this call has changed the load's state to {@link LoadState#INCOMPLETE}
     */
    boolean incomplete(Load load) throws Exception;

    /**
     * Removes some records that are older than the load's version, in one transaction of bounded size and time, which also notes how far
     * it has got. It does so only if the load is settled.
     */
    Removal remove(Load load) throws Exception;

    /**
     * Accepts a load with what is missing. From then on the store ignores records of older versions.
     *
     * @return whether it is accepted now; not if there is no such load, its extraction has not ended, or it is complete
     */
    boolean accept(String version, DataType type) throws Exception;
}
