package org.discogsography.dashboard;

import java.time.Instant;
import java.util.List;

/**
 * The state of the whole system, as the page shows it. Anything unknown is null, never 0.
 *
 * @param version of the program
 * @param dump the version of the dump that is read; null if none is known
 * @param replay whether dead letters can be replayed, because a token is set
 * @param download of an extractor; null if none downloads
 * @param loads the newest of each type and store
 * @param events of all processes, the newest first
 */
record SystemState(
        Instant time,
        String version,
        String dump,
        boolean replay,
        List<ServiceState> services,
        List<ServerState> servers,
        List<FileState> files,
        ServiceHealth.Download download,
        List<LoadRow> loads,
        Flow flow,
        List<RecentEvent> events) {}
