package org.discogsography.extractor;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.discogsography.dump.DataType;
import org.discogsography.dump.DumpFolder;
import org.discogsography.settings.SettingException;

/**
 * Which of the dumps in a folder is published, as far as the names of the files tell: the newest that has all files. Whether
 * their content is whole is only known once they have been hashed, so there may be another to fall back on.
 *
 * @param candidates the dumps that have all files wanted, best first
 * @param incomplete versions newer than the first candidate that lack a file, with what they lack
 * @param nothing why there is no candidate; empty if there is one
 * @param isUnread whether there is no candidate because no dump was found in the folder, which may be away for a while
 */
record DumpChoice(List<DumpFolder> candidates, List<String> incomplete, Optional<String> nothing, boolean isUnread) {

    DumpChoice {
        candidates = List.copyOf(candidates);
        incomplete = List.copyOf(incomplete);
    }

    /** None: the folder cannot be listed, or has no dump in it. */
    static DumpChoice unread(String why) {
        return new DumpChoice(List.of(), List.of(), Optional.of(why), true);
    }

    /** None of those that are there. */
    static DumpChoice none(String why) {
        return new DumpChoice(List.of(), List.of(), Optional.of(why), false);
    }

    /** What is asked for. No types: all of them, and only together. No version: the newest. */
    record Wish(Set<DataType> types, Optional<String> version) {

        static Wish of(String types, String version) {
            Set<DataType> named = EnumSet.noneOf(DataType.class);
            for (String name : types.isEmpty() ? new String[0] : types.split(",", -1)) {
                named.add(DataType.named(name.strip()).orElseThrow());
            }
            return new Wish(named, version.isEmpty() ? Optional.empty() : Optional.of(version));
        }

        Set<DataType> wanted() {
            return types.isEmpty() ? EnumSet.allOf(DataType.class) : types;
        }
    }

    /**
     * Chooses.
     *
     * @param versions every version in the folder, newest first
     * @param loaded the newest version that has been published
     * @throws SettingException if the version asked for cannot be published; it names the reason
     */
    static DumpChoice of(List<DumpFolder> versions, Wish wish, Optional<String> loaded) {
        List<DumpFolder> candidates = new ArrayList<>();
        List<String> incomplete = new ArrayList<>();
        List<String> old = new ArrayList<>();
        for (DumpFolder dump : versions) {
            if (wish.version().isPresent() && !wish.version().get().equals(dump.version())) {
                continue;
            }
            Set<DataType> missing = EnumSet.copyOf(wish.wanted());
            missing.retainAll(dump.missing());
            if (loaded.isPresent() && dump.version().compareTo(loaded.get()) < 0) {
                old.add(dump.version());
            } else if (missing.isEmpty()) {
                candidates.add(dump.only(wish.wanted()));
            } else if (candidates.isEmpty()) {
                incomplete.add("the dump of " + dump.version() + " has no file for "
                        + missing.stream().map(DataType::plural).collect(Collectors.joining(", ")));
            }
        }
        if (!candidates.isEmpty()) {
            return new DumpChoice(candidates, incomplete, Optional.empty(), false);
        }
        String nothing = nothing(versions.get(0), wish, loaded, incomplete, old);
        if (wish.version().isPresent()) {
            throw new SettingException(nothing);
        }
        return none(nothing);
    }

    private static String nothing(
            DumpFolder newest, Wish wish, Optional<String> loaded, List<String> incomplete, List<String> old) {
        if (!incomplete.isEmpty()) {
            return "No whole dump in " + newest.path() + ": " + String.join("; ", incomplete)
                    + ". extractor.types (EXTRACTOR_TYPES) names the types to publish without the others";
        }
        if (!old.isEmpty()) {
            return (wish.version().isPresent() ? "extractor.version: " : "")
                    + refusal(old.get(0), loaded.orElseThrow());
        }
        return "extractor.version: no dump of " + wish.version().orElse("") + " in " + newest.path();
    }

    /** Why an older version is not published. */
    static String refusal(String version, String loaded) {
        return "the dump of " + version + " is older than that of " + loaded
                + ", which has been published: it is refused";
    }
}
