package org.discogsography.program;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.discogsography.metrics.MetricsConfiguration;
import org.discogsography.settings.ProgramEnd;
import org.discogsography.settings.RunningServices;
import org.discogsography.timeline.Timeline;

/** What is bound once in every process, before its services bind what they need. */
final class ProcessBeans {

    private ProcessBeans() {}

    /** The beans by their names. */
    static Map<String, Object> of(List<Service> services, ProgramEnd end) {
        Map<String, Object> beans = new LinkedHashMap<>();
        beans.put(MetricsConfiguration.REGISTRY, MetricsConfiguration.registry());
        beans.put("programEnd", end);
        beans.put("timeline", new Timeline());
        beans.put("runningServices", running(services));
        return beans;
    }

    /** A service alone answers on its own port; several together answer on the dashboard's. */
    private static RunningServices running(List<Service> services) {
        Service end = services.size() == 1 ? services.get(0) : Service.DASHBOARD;
        return new RunningServices(
                services.stream().map(Service::toString).toList(), end.toString(), ProgramVersion.current());
    }
}
