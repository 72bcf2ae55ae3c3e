package org.discogsography.sample;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.discogsography.dump.DataType;

/**
 * The catalogue of one month, computed from ids alone, so that a catalogue of any size takes no memory: which ids have a
 * record, which variant of it this month has, and which records refer to each other, seen from either end.
 */
final class Catalogue {

    static final long VARIOUS = 194;
    static final long LABEL_WITHOUT_NAME = 212;
    static final long ARTIST_NAMED_BY_A_NO_BREAK_SPACE = 5;

    private static final int GROUP_EVERY = 12;
    private static final int SUBLABELS = 5;
    private static final int RELEASES_A_MASTER = 6;

    private final long seed;
    private final int month;
    private final Map<DataType, Long> lastIds;

    Catalogue(long seed, int month, long records) {
        this.seed = seed;
        this.month = month;
        // In the proportions of the dump of August 2026; 4 % of the ids have no record.
        this.lastIds = Map.of(
                DataType.ARTISTS, Math.max(12, records * 30 / 100),
                DataType.LABELS, Math.max(12, records * 8 / 100),
                DataType.MASTERS, Math.max(6, records * 9 / 100),
                DataType.RELEASES, Math.max(36, records * 57 / 100));
    }

    /** The ids that have a record this month, in ascending order. */
    LongStream ids(DataType type) {
        long last = lastIds.get(type);
        var ids = LongStream.rangeClosed(1, last).filter(id -> exists(type, id));
        return switch (type) {
            case ARTISTS -> last < VARIOUS ? LongStream.concat(ids, LongStream.of(VARIOUS)) : ids;
            case LABELS -> last < LABEL_WITHOUT_NAME ? LongStream.concat(ids, LongStream.of(LABEL_WITHOUT_NAME)) : ids;
            case MASTERS, RELEASES -> ids;
        };
    }

    boolean exists(DataType type, long id) {
        if (id <= 12 || id == VARIOUS || id == LABEL_WITHOUT_NAME) {
            return true;
        }
        return switch ((int) (hash(type, id, 1) % 50)) {
            case 0 -> false; // exists only as a reference
            case 1 -> month == 1;
            case 2 -> month >= 2;
            case 3 -> month % 2 == 1;
            default -> true;
        };
    }

    /** The variant of a record this month: most never change, some go from A to B and back, some change every month. */
    int form(DataType type, long id) {
        return switch ((int) (hash(type, id, 2) % 10)) {
            case 0 -> (month + 1) % 2;
            case 1 -> month - 1;
            default -> 0;
        };
    }

    /** Random numbers that are the same whenever a record has the same variant. */
    SplittableRandom random(DataType type, long id) {
        return new SplittableRandom(hash(type, id, 3 + form(type, id)));
    }

    /** Random numbers for what never changes in a record. */
    SplittableRandom lasting(DataType type, long id) {
        return new SplittableRandom(hash(type, id, -1));
    }

    /** An id to refer to: mostly a low one, and sometimes one that never gets a record. */
    long reference(DataType type, SplittableRandom random) {
        long last = lastIds.get(type);
        if (random.nextInt(50) == 0) {
            return last + 1000 + random.nextLong(last / 10 + 1);
        }
        double skewed = Math.pow(random.nextDouble(), 3);
        return 1 + (long) (skewed * (last - 1));
    }

    long artistOfRelease(SplittableRandom random) {
        return random.nextInt(12) == 0 ? VARIOUS : reference(DataType.ARTISTS, random);
    }

    String nameOf(DataType type, long id) {
        if (type == DataType.ARTISTS && id == VARIOUS) {
            return "Various";
        }
        if (type == DataType.ARTISTS && id == ARTIST_NAMED_BY_A_NO_BREAK_SPACE) {
            return "\u00a0";
        }
        var random = lasting(type, id);
        return Words.title(random) + (random.nextInt(4) == 0 ? " (" + (2 + random.nextInt(40)) + ")" : "");
    }

    /** The group of which an artist may be a member; 0 for a group. */
    long groupOf(long artist) {
        long group = artist - artist % GROUP_EVERY;
        boolean member = group > 0 && artist % GROUP_EVERY <= 2 + hash(DataType.ARTISTS, group, 4) % 4;
        return member && artist != group ? group : 0;
    }

    LongStream membersOf(long artist) {
        return isGroup(artist)
                ? LongStream.range(artist + 1, artist + GROUP_EVERY).filter(member -> groupOf(member) == artist)
                : LongStream.empty();
    }

    boolean isGroup(long artist) {
        return artist % GROUP_EVERY == 0;
    }

    /** The alias of an artist, whose alias is in turn that artist; 0 if there is none. */
    long aliasOf(long artist) {
        long place = artist % GROUP_EVERY;
        if (place == 0 || place > 10) {
            return 0;
        }
        return place <= 5 ? artist + 5 : artist - 5;
    }

    long parentOf(long label) {
        return label >= 2 * SUBLABELS && hash(DataType.LABELS, label, 5) % 2 == 0 ? label / SUBLABELS : 0;
    }

    LongStream sublabelsOf(long label) {
        return LongStream.range(label * SUBLABELS, (label + 1) * SUBLABELS)
                .filter(sublabel -> sublabel <= lastIds.get(DataType.LABELS) && parentOf(sublabel) == label);
    }

    /**
     * Whether a record asserts its relation to another. Two thirds of the relations are asserted from both ends. A record
     * that has changed may have dropped or added an assertion.
     */
    boolean asserts(DataType type, long id, long other) {
        long pair = hash(type, Math.min(id, other), Math.max(id, other));
        boolean fromFirstEnd = id < other;
        boolean usually =
                switch ((int) (pair % 6)) {
                    case 0 -> fromFirstEnd;
                    case 1 -> !fromFirstEnd;
                    default -> true;
                };
        int form = form(type, id);
        boolean otherwise = form > 0 && hash(type, id ^ pair, form) % 4 == 0;
        return usually != otherwise;
    }

    /** The master of a release; 0 if there is none. */
    long masterOf(long release) {
        return hash(DataType.RELEASES, release, 6) % 2 == 0 ? 1 + (release - 1) / RELEASES_A_MASTER : 0;
    }

    long mainReleaseOf(long master) {
        long first = 1 + (master - 1) * RELEASES_A_MASTER;
        return LongStream.range(first, first + RELEASES_A_MASTER)
                .filter(release -> masterOf(release) == master)
                .findFirst()
                .orElse(first);
    }

    private long hash(DataType type, long a, long b) {
        long mixed = new SplittableRandom(seed + type.element().hashCode() * 0x9E3779B97F4A7C15L + a).nextLong();
        return new SplittableRandom(mixed + b).nextLong() >>> 1;
    }
}
