package org.discogsography.outage;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is tested of outages, and with which settings. {@code mvn verify} has each kind of fault once, and settings that make
 * waits short; the drill ({@code mvn verify -Pdrill}) has all cases, and the settings that the program ships with.
 *
 * <p>{@code -Ddrill.minutes} makes the drill a part of itself, chosen by {@code -Ddrill.seed}: the same seed chooses the same
 * cases. {@code -Ddrill.cases} is a regular expression, and chooses those that it is found in. Whoever adds a case to the drill
 * adds it here with the time that it takes.
 */
final class Drill {

    private static final Logger LOG = LoggerFactory.getLogger(Drill.class);
    private static final boolean ON = Boolean.getBoolean("drill");

    /** All cases, with the seconds that each takes. */
    private static final Map<String, Integer> SECONDS = new LinkedHashMap<>();

    static {
        for (Fault fault : Fault.values()) {
            SECONDS.put("each server fails twice: " + fault, fault == Fault.SLOW ? 120 : 300);
        }
        SECONDS.put("all servers fail: KILL", 150);
        SECONDS.put("all servers fail: PAUSE", 150);
        for (Arrival order : Arrival.values()) {
            SECONDS.put("servers come late: " + order, 150);
        }
        for (Fault fault : List.of(Fault.PAUSE, Fault.DROP, Fault.RESET, Fault.SLOW)) {
            SECONDS.put("servers cannot be used at the start: " + fault, 120);
        }
        SECONDS.put("hung servers are found: " + HungServers.FOUND, 120);
        SECONDS.put("a store is down: POSTGRESQL", 120);
        SECONDS.put("a store is down: NEO4J", 120);
        SECONDS.put("services are killed: 2", 150);
        SECONDS.put("services are asked to end: " + Fault.PAUSE, 150);
        for (BrokerClusterIT.Failing failing : BrokerClusterIT.Failing.values()) {
            SECONDS.put("a node of a cluster: " + failing, 120);
        }
        SECONDS.put("the primary is lost: " + SwitchoverIT.CASE, 90);
        for (Fault fault : List.of(Fault.KILL, Fault.PAUSE)) {
            SECONDS.put("tables fail in a removal: " + fault, 150);
            SECONDS.put("the graph fails in a removal: " + fault, 180);
        }
        for (Fault fault : List.of(Fault.KILL, Fault.STOP, Fault.PAUSE)) {
            SECONDS.put("stores fail while clients ask: " + fault, 60);
        }
        for (int plan = 1; plan <= 5; plan++) {
            SECONDS.put("random outages: " + plan, 240);
        }
    }

    private static final Set<String> CHOSEN = chosen();

    private Drill() {}

    /** Whether this is the drill. */
    static boolean isOn() {
        return ON;
    }

    /** Which of the cases this run has: in the drill those that were chosen, elsewhere these few. */
    static <T> Stream<T> cases(String test, Stream<T> all, List<T> few) {
        return ON ? all.filter(one -> isChosen(test + ": " + one)) : few.stream();
    }

    private static boolean isChosen(String name) {
        if (!SECONDS.containsKey(name)) {
            throw new IllegalArgumentException("The drill has no case '" + name + "'");
        }
        return CHOSEN.contains(name);
    }

    private static Set<String> chosen() {
        List<String> names = new ArrayList<>(SECONDS.keySet());
        var wanted = Pattern.compile(System.getProperty("drill.cases", ""));
        names.removeIf(name -> !wanted.matcher(name).find());
        String minutes = System.getProperty("drill.minutes", "");
        if (!ON || minutes.isEmpty()) {
            return Set.copyOf(names);
        }
        String seed = System.getProperty("drill.seed", "");
        Collections.shuffle(names, new Random(seed.hashCode()));
        Set<String> chosen = new TreeSet<>();
        double left = Double.parseDouble(minutes) * 60;
        for (String name : names) {
            if (SECONDS.get(name) <= left) {
                chosen.add(name);
                left -= SECONDS.get(name);
            }
        }
        LOG.info("-Ddrill.seed={} -Ddrill.minutes={} chooses {}", seed, minutes, chosen);
        return chosen;
    }
}
