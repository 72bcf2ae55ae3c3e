package org.discogsography.monitoring;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The metrics in several pages in Prometheus' text format. */
final class ServedMetrics {

    private static final Pattern SAMPLE = Pattern.compile("(\\w+)(?:\\{(.*)})? \\S+");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern TYPE = Pattern.compile("# TYPE (\\w+) (\\w+)");

    private final Map<String, List<Map<String, String>>> samples = new TreeMap<>(); // labels, by name
    private final Map<String, String> types = new TreeMap<>(); // by the name of the metric family

    void add(String page) {
        for (String line : page.lines().toList()) {
            Matcher type = TYPE.matcher(line);
            if (type.matches()) {
                types.put(type.group(1), type.group(2));
                continue;
            }
            Matcher sample = SAMPLE.matcher(line);
            if (sample.matches()) {
                Map<String, String> labels = new LinkedHashMap<>();
                if (sample.group(2) != null) {
                    LABEL.matcher(sample.group(2))
                            .results()
                            .forEach(label -> labels.put(label.group(1), label.group(2)));
                }
                samples.computeIfAbsent(sample.group(1), name -> new ArrayList<>())
                        .add(labels);
            }
        }
    }

    /** The labels of all samples of this name; empty if there is none. */
    List<Map<String, String>> samples(String name) {
        return samples.getOrDefault(name, List.of());
    }

    /** The label names of the program's own metrics, by name, without the maximum that each histogram has. */
    Map<String, Set<String>> own() {
        Map<String, Set<String>> own = new TreeMap<>();
        types.forEach((name, type) -> {
            boolean maximum = name.endsWith("_max") && types.containsKey(name.substring(0, name.length() - 4));
            if (name.startsWith("discogsography_") && !maximum) {
                Set<String> labels = new TreeSet<>();
                samples(type.equals("histogram") ? name + "_count" : name)
                        .forEach(sample -> labels.addAll(sample.keySet()));
                own.put(name, labels);
            }
        });
        return own;
    }

    @Override
    public String toString() {
        return String.valueOf(types.keySet());
    }
}
