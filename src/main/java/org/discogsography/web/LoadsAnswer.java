package org.discogsography.web;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.discogsography.loads.Load;
import org.discogsography.loads.LoadWorker;

/**
 * Answers {@code GET /loads} with the loads of the process's stores, the newest first. What a store does not keep, or does not know
 * yet, is null.
 */
final class LoadsAnswer implements Processor {

    private record Answer(List<Entry> items) {}

    private record Entry(
            String service,
            String version,
            String type,
            String file,
            String sha256,
            Long records,
            Long added,
            Long changed,
            Long unchanged,
            Long removed,
            Long rejected,
            String state,
            Instant startedAt,
            Instant completedAt) {

        static Entry of(String service, Load load) {
            return new Entry(
                    service,
                    load.version(),
                    load.type().plural(),
                    load.file(),
                    load.sha256(),
                    load.records(),
                    load.added(),
                    load.changed(),
                    load.unchanged(),
                    load.removed(),
                    load.rejected(),
                    load.state().word(),
                    load.startedAt(),
                    load.completedAt());
        }
    }

    @Override
    public void process(Exchange exchange) {
        List<Entry> entries = new ArrayList<>();
        for (LoadWorker worker : exchange.getContext().getRegistry().findByType(LoadWorker.class)) {
            worker.loads().forEach(load -> entries.add(Entry.of(worker.service(), load)));
        }
        entries.sort(Comparator.comparing(Entry::version)
                .reversed()
                .thenComparing(Entry::type)
                .thenComparing(Entry::service));
        var answer = exchange.getMessage();
        answer.removeHeaders("*");
        answer.setHeader(Exchange.CONTENT_TYPE, WebJson.TYPE);
        answer.setBody(WebJson.write(new Answer(entries)));
    }
}
