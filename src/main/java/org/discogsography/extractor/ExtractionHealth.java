package org.discogsography.extractor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.discogsography.broker.backlog.BacklogLimit;
import org.discogsography.dump.ReadProgress;
import org.discogsography.health.Finding;
import org.discogsography.health.HealthSource;
import org.discogsography.outage.DurationText;

/** The extraction in {@code /health}: the dump's files and their progress. */
record ExtractionHealth(Extractions extractions, Turn turn, BacklogLimit backlog, ExtractionStandstill standstill)
        implements HealthSource {

    @Override
    public String section() {
        return "extraction";
    }

    private Extraction extraction() {
        return extractions.current();
    }

    @Override
    public Object content() {
        Extraction extraction = extraction();
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("version", extraction.version());
        content.put("state", state(extraction));
        turn.standbySince().ifPresent(since -> content.put("standby_since", since));
        content.put("left_alone", extraction.leftAlone());
        content.put(
                "waits_for", backlog.full().map(full -> full.queue().service()).orElse(null));
        content.put(
                "files", extraction.files().stream().map(ExtractionHealth::file).toList());
        return content;
    }

    private String state(Extraction extraction) {
        if (extraction.isBrokenOff()) {
            return "broken_off";
        }
        if (turn.standbySince().isPresent()) {
            return "standby";
        }
        if (!extractions.isRunning() && extractions.isFirst()) {
            return "waiting"; // for a dump
        }
        return extraction.ended() ? "ended" : "running";
    }

    private static Map<String, Object> file(FileExtraction file) {
        ReadProgress progress = file.progress();
        boolean complete = file.state() == FileExtraction.State.COMPLETE;
        Map<String, Object> about = new LinkedHashMap<>();
        about.put("name", file.file().name());
        about.put("type", file.file().type().plural());
        about.put("version", file.version());
        about.put("state", file.state().name().toLowerCase(Locale.ROOT));
        about.put("records", file.published());
        about.put("rejected", file.rejected());
        about.put("last_rejection", file.lastRejection());
        about.put("bytes_read", complete ? progress.bytes() : progress.bytesRead());
        about.put("bytes", progress.bytes());
        about.put("failure", file.failure());
        return about;
    }

    @Override
    public List<Finding> findings() {
        Extraction extraction = extraction();
        List<Finding> findings = new ArrayList<>();
        if (extraction.isBrokenOff()) {
            findings.add(Finding.unhealthy("The extraction of the dump of " + extraction.version()
                    + " broke off; a restart continues after the last record that the broker has confirmed"));
        }
        standstill
                .time()
                .ifPresent(time -> findings.add(Finding.unhealthy(
                        "The extraction of the dump of " + extraction.version() + " has made no progress for "
                                + DurationText.time(time) + ", although RabbitMQ answers")));
        turn.refusal().ifPresent(reason -> findings.add(Finding.degraded(reason)));
        // One that is consumed becomes shorter by itself.
        backlog.full()
                .filter(full -> !full.isConsumed())
                .ifPresent(full -> findings.add(Finding.degraded("The extractor waits for "
                        + full.queue().service() + ", which does not consume: " + full.ready()
                        + " messages wait in its queue of " + full.queue().type())));
        if (!extractions.isFirst()) {
            findings.addAll(ofDump(extraction));
        }
        return findings;
    }

    /** What is wrong with the dump. */
    static List<Finding> ofDump(Extraction extraction) {
        List<Finding> findings = new ArrayList<>();
        extraction.nothing().ifPresent(reason -> findings.add(Finding.degraded(reason)));
        extraction.leftAlone().forEach(dump -> findings.add(Finding.degraded(dump + ": this dump is skipped")));
        for (FileExtraction file : extraction.files()) {
            if (file.state() == FileExtraction.State.FAILED) {
                findings.add(Finding.degraded(file.failure()));
            }
            if (file.rejected() > 0) {
                findings.add(Finding.degraded(file.file().name() + ": " + file.rejected()
                        + " records were rejected, their bytes are in " + extraction.rejectedFolder()));
            }
        }
        return findings;
    }
}
