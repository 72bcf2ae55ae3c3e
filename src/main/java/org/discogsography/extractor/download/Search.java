package org.discogsography.extractor.download;

import java.io.IOException;
import java.time.Instant;
import java.time.Year;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.discogsography.dump.DumpException;
import org.discogsography.dump.DumpFolder;
import org.discogsography.extractor.download.DownloadException.Retry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the dump to be downloaded in the lists of Discogs. For one thread, and one look. */
final class Search {

    private static final Logger LOG = LoggerFactory.getLogger(Search.class);

    private final DownloadSettings settings;
    private final Inventory inventory;
    private final Year first;
    private Listing listing = Listing.none();
    private Year asked;

    /** @param now the year that it is */
    Search(DownloadSettings settings, Inventory inventory, Year now) {
        this.settings = settings;
        this.inventory = inventory;
        this.first = wanted().map(version -> Year.of(Integer.parseInt(version.substring(0, 4))))
                .orElse(now);
    }

    private Optional<String> wanted() {
        return settings.wanted().version();
    }

    /** All that has been found. */
    Listing listing() {
        return listing;
    }

    /** The lists to ask for: that of the year before only if this year has no whole dump yet. */
    Iterator<Request> requests() {
        return new Iterator<>() {

            private Year year = first;

            @Override
            public boolean hasNext() {
                return year.equals(first)
                        || (year.equals(first.minusYears(1)) && wanted().isEmpty() && whole().isEmpty());
            }

            @Override
            public Request next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                asked = year;
                year = year.minusYears(1);
                return Request.listing(asked);
            }
        };
    }

    /** Reads the list that was asked for last. */
    void read(Answer answer, Instant now) throws IOException {
        if (answer.status() == 404) {
            return; // a year that has no file yet
        }
        String subject = Request.listing(asked).subject();
        answer.requireSuccess(subject, now);
        listing = listing.and(Listing.parse(answer.text(subject), asked));
    }

    private List<String> whole() {
        return listing.versions().stream()
                .filter(version -> missing(version).isEmpty())
                .toList();
    }

    private List<String> missing(String version) {
        return listing.missing(version, settings.wanted().types());
    }

    /**
     * The newest whole dump, or the one that is wanted; empty if Discogs has none yet.
     *
     * @throws DownloadException if there should be one
     */
    Optional<String> newest() throws DownloadException {
        if (listing.versions().isEmpty()) {
            throw new DownloadException(
                    "The lists of Discogs have no dump in them: their form may have changed", Retry.NEXT_DAY);
        }
        if (wanted().isPresent() && !whole().contains(wanted().get())) {
            throw new DownloadException(
                    "Discogs has no whole dump of " + wanted().get() + ": it lacks "
                            + String.join(", ", missing(wanted().get())),
                    Retry.NEXT_DAY);
        }
        String newest = listing.versions().get(0);
        if (whole().isEmpty() && settings.isByCommand()) {
            throw new DownloadException(
                    "Discogs has no whole dump: the newest, of " + newest + ", lacks "
                            + String.join(", ", missing(newest)),
                    Retry.NEXT_DAY);
        }
        if (whole().isEmpty()) {
            LOG.info("Discogs has no whole dump yet: the newest is {}", newest);
            return Optional.empty();
        }
        return Optional.of(wanted().orElse(whole().get(0)));
    }

    /**
     * Whether something newer is here, and nobody has asked for this version.
     *
     * @throws DownloadException if nobody knows what is here
     */
    boolean isOutdated(String version) throws DownloadException {
        Optional<String> newer = newestKnown().filter(known -> known.compareTo(version) > 0);
        if (wanted().isPresent() || settings.isByCommand() || newer.isEmpty()) {
            return false;
        }
        LOG.info("The newest whole dump of Discogs is {}, and {} is there", version, newer.get());
        return true;
    }

    /** The newest version that is in the folder or has been published. */
    private Optional<String> newestKnown() throws DownloadException {
        Optional<String> published = inventory.newestPublished();
        try {
            Optional<String> here = DumpFolder.versions(settings.folder()).stream()
                    .filter(dump -> settings.wanted().types().stream()
                            .noneMatch(type -> dump.missing().contains(type)))
                    .map(DumpFolder::version)
                    .findFirst();
            return here.isPresent() && (published.isEmpty() || here.get().compareTo(published.get()) > 0)
                    ? here
                    : published;
        } catch (DumpException e) {
            if (e.getCause() != null) {
                throw new DownloadException("discogs.root: " + e.getMessage(), Retry.SOON, e);
            }
            return published; // the folder is empty
        }
    }
}
