package org.discogsography.dump;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** What has been read: outcomes that are certain, then the last record and what was rejected behind it, which are not yet. */
final class OutcomeQueue {

    private final Deque<ReadOutcome> certain = new ArrayDeque<>();
    private long certainCount;
    private ReadOutcome last; // the last record, until it is certain
    private final List<RejectedRecord> behindLast = new ArrayList<>();

    /** @param before number of the outcomes before the first */
    OutcomeQueue(long before) {
        certainCount = before;
    }

    /** The last record; null if there is none that is not certain. */
    ReadOutcome last() {
        return last;
    }

    /** What was rejected behind the last record. */
    List<RejectedRecord> behindLast() {
        return behindLast;
    }

    void record(ReadOutcome record) {
        last = record;
    }

    void rejected(RejectedRecord rejected) {
        behindLast.add(rejected);
    }

    /** All of it is certain. */
    void settle() {
        if (last != null) {
            certain.add(last);
            certainCount++;
        }
        certain.addAll(behindLast);
        certainCount += behindLast.size();
        forgetUncertain();
    }

    /** What is not certain was not as it seemed. */
    void forgetUncertain() {
        last = null;
        behindLast.clear();
    }

    /** Whether nothing is certain that has not been taken. */
    boolean isEmpty() {
        return certain.isEmpty();
    }

    /** Takes the first; null if nothing is certain. */
    ReadOutcome poll() {
        return certain.poll();
    }

    /** The number of those that have ever been certain. */
    long certainCount() {
        return certainCount;
    }

    /** The number of the next outcome in the file, from 1. */
    long ordinal() {
        return certainCount + (last == null ? 0 : 1) + behindLast.size() + 1;
    }
}
