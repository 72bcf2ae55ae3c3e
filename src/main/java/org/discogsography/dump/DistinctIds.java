package org.discogsography.dump;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Counts different ids. Discogs numbers its records from 1, so 512 neighbouring numbers share a few words: the ids of all
 * releases take some 10 MB. Anything else is kept as it is. For one thread.
 */
final class DistinctIds {

    private static final int LONGEST_NUMBER = 18;
    private static final int PAGE_BITS = 9;
    private static final int PAGE_WORDS = (1 << PAGE_BITS) / Long.SIZE;

    private final Map<Long, long[]> numbers = new HashMap<>();
    private final Set<String> others = new HashSet<>();
    private long[] page;
    private long pageNumber = -1; // neighbours mostly follow each other
    private long count;

    void add(String id) {
        long number = number(id);
        if (number < 0) {
            count += others.add(id) ? 1 : 0;
            return;
        }
        if (number >>> PAGE_BITS != pageNumber) {
            pageNumber = number >>> PAGE_BITS;
            page = numbers.computeIfAbsent(pageNumber, unused -> new long[PAGE_WORDS]);
        }
        int word = (int) (number / Long.SIZE % PAGE_WORDS);
        long bit = 1L << number;
        if ((page[word] & bit) == 0) {
            page[word] |= bit;
            count++;
        }
    }

    long count() {
        return count;
    }

    /** The number that is written in this way only; -1 if it is none. */
    private static long number(String id) {
        int length = id.length();
        if (length == 0 || length > LONGEST_NUMBER || (id.charAt(0) == '0' && length > 1)) {
            return -1;
        }
        long number = 0;
        for (int i = 0; i < length; i++) {
            int digit = id.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
