package org.discogsography.discovery;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the shortest paths between two nodes, one level at a time from both ends.
 *
 * <p>Hubs are not read, except for the ends: a path through one is found when both ends have reached it. So at most one is on a path. The
 * search ends when it has read as many edges as it may.
 *
 * <p>For one question, on one thread.
 */
final class PathSearch {

    /** Reads the graph, as far as paths may lead. */
    interface Graph {

        /**
         * What stands beside each of these nodes.
         *
         * @param most the number of edges to read
         */
        Step beside(Collection<String> nodes, int most) throws InterruptedException;
    }

    /** What stands beside nodes; {@code read} edges have been read for it. */
    record Step(Map<String, List<Beside>> beside, int read) {}

    /** A node that stands beside another, and how many edges it has. */
    record Beside(String node, long degree) {}

    /**
     * The paths, each from end to end, all of one length.
     *
     * @param cut whether there may be others of that length, or shorter ones
     */
    record Found(List<List<String>> paths, boolean cut) {}

    private static final int LEVELS = 4;
    private static final int NONE = Integer.MAX_VALUE;

    private final Graph graph;
    private final int depth;
    private final long hub;
    private final int limit;
    private final Side from;
    private final Side to;
    private final int edges;
    private int edgesLeft;
    private boolean cut;

    /**
     * What a search may cost.
     *
     * @param hub a node with more edges is a hub
     * @param edges how many edges may be read for one level; for all of them, four times as many
     * @param paths how many paths are wanted
     */
    record Bounds(long hub, int edges, int paths) {}

    /** @param depth how many edges a path may have */
    PathSearch(Graph graph, Beside from, Beside to, int depth, Bounds bounds) {
        this.graph = graph;
        this.depth = depth;
        this.hub = bounds.hub();
        this.limit = bounds.paths();
        this.edges = bounds.edges();
        this.edgesLeft = LEVELS * edges;
        this.from = new Side(from);
        this.to = new Side(to);
    }

    Found find() throws InterruptedException {
        while (!isDecided() && edgesLeft > 0) {
            next().advance();
        }
        var paths = paths();
        boolean mayHide = paths.isEmpty() && from.nearestHub < NONE && to.nearestHub < NONE;
        return new Found(paths, cut || mayHide || paths.size() >= limit);
    }

    /** Whether no path can be left that is as short as the shortest one so far, and no longer than wanted. */
    private boolean isDecided() {
        return Math.min(shortest(), depth)
                < Math.min(Math.min(untilBothFrontiers(), throughHub(from, to)), throughHub(to, from));
    }

    /** The least length of a path that has not been found and that no hub hides. */
    private int untilBothFrontiers() {
        return from.isExhausted() || to.isExhausted() ? NONE : from.level + to.level + 1;
    }

    /** The least length of a path that has not been found because a hub hides it from one side. */
    private static int throughHub(Side hidden, Side other) {
        return hidden.nearestHub == NONE || other.isExhausted() ? NONE : hidden.nearestHub + other.level + 1;
    }

    /** The side that has to go on: the one from which a hub does not hide the rest, or the one with less to read. */
    private Side next() {
        int hiddenFrom = throughHub(from, to);
        int hiddenTo = throughHub(to, from);
        if (hiddenFrom != hiddenTo) {
            return hiddenFrom < hiddenTo ? to : from;
        }
        return from.cost <= to.cost ? from : to;
    }

    private int shortest() {
        int shortest = NONE;
        for (String node : (from.depths.size() < to.depths.size() ? from : to).depths.keySet()) {
            shortest = Math.min(shortest, length(node));
        }
        return shortest;
    }

    private int length(String node) {
        Integer before = from.depths.get(node);
        Integer after = to.depths.get(node);
        return before == null || after == null ? NONE : before + after;
    }

    private List<List<String>> paths() {
        int shortest = shortest();
        if (shortest > depth) {
            return List.of();
        }
        Set<List<String>> paths = new LinkedHashSet<>();
        from.depths.keySet().stream()
                .filter(node -> length(node) == shortest)
                .sorted()
                .forEach(node -> join(node, paths));
        return List.copyOf(paths);
    }

    private void join(String meeting, Set<List<String>> paths) {
        for (var before : from.back(meeting, limit)) {
            for (var after : to.back(meeting, limit)) {
                if (paths.size() >= limit) {
                    return;
                }
                List<String> path = new ArrayList<>(before);
                for (int i = after.size() - 2; i >= 0; i--) {
                    path.add(after.get(i));
                }
                paths.add(List.copyOf(path));
            }
        }
    }

    /** What has been found from one end. */
    private final class Side {

        private final Map<String, Integer> depths = new LinkedHashMap<>();
        private final Map<String, List<String>> parents = new HashMap<>();
        private List<String> frontier = new ArrayList<>();
        private int level;
        private long cost;
        private int nearestHub = NONE;

        Side(Beside end) {
            depths.put(end.node(), 0);
            parents.put(end.node(), List.of());
            toRead(end);
        }

        private void toRead(Beside found) {
            frontier.add(found.node());
            cost += found.degree();
        }

        private void add(Beside found, String parent) {
            depths.put(found.node(), level);
            parents.put(found.node(), new ArrayList<>(List.of(parent)));
            if (found.degree() > hub) {
                nearestHub = Math.min(nearestHub, level);
            } else {
                toRead(found);
            }
        }

        /** Whether all has been found that hubs do not hide. */
        boolean isExhausted() {
            return frontier.isEmpty();
        }

        /** Reads one level. */
        void advance() throws InterruptedException {
            List<String> nodes = frontier;
            frontier = new ArrayList<>();
            cost = 0;
            level++;
            int most = Math.min(edges, edgesLeft);
            Step step = graph.beside(nodes, most);
            cut |= step.read() >= most;
            edgesLeft -= step.read();
            for (String node : nodes) {
                for (Beside beside : step.beside().getOrDefault(node, List.of())) {
                    Integer known = depths.get(beside.node());
                    if (known == null) {
                        add(beside, node);
                    } else if (known == level) {
                        parents.get(beside.node()).add(node);
                    }
                }
            }
        }

        /** The ways from the end to a node, at most so many. */
        List<List<String>> back(String node, int most) {
            List<List<String>> ways = new ArrayList<>();
            collect(node, new ArrayList<>(), ways, most);
            return ways;
        }

        private void collect(String node, List<String> after, List<List<String>> ways, int most) {
            if (ways.size() >= most) {
                return;
            }
            List<String> way = new ArrayList<>();
            way.add(node);
            way.addAll(after);
            if (parents.get(node).isEmpty()) {
                ways.add(way);
            } else {
                parents.get(node).stream().distinct().sorted().forEach(parent -> collect(parent, way, ways, most));
            }
        }
    }
}
