package org.discogsography.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PathSearchTest {

    private static final int ALL = 1_000_000;
    private static final long HUB = 1_000;

    private final Map<String, Set<String>> edges = new HashMap<>();
    private Set<String> hubs = Set.of();

    @Test
    void all_shortest_paths_are_found_and_no_others() throws Exception {
        var random = new Random(13);
        for (int round = 0; round < 300; round++) {
            edges.clear();
            int nodes = 4 + random.nextInt(20);
            for (int i = random.nextInt(2 * nodes); i >= 0; i--) {
                link(String.valueOf(random.nextInt(nodes)), String.valueOf(random.nextInt(nodes)));
            }
            // At most one of them is a hub: two in a row hide each other.
            hubs = random.nextBoolean() ? Set.of() : Set.of(String.valueOf(2 + random.nextInt(nodes - 2)), "1");
            int depth = 1 + random.nextInt(6);

            var found = search("1", depth, ALL, 1000).find();

            assertThat(found.paths())
                    .as("round %d: %s, hubs %s, depth %d", round, edges, hubs, depth)
                    .containsExactlyInAnyOrderElementsOf(shortest("0", "1", depth));
            assertThat(found.cut()).isFalse();
        }
    }

    @Test
    void an_end_is_read_even_if_it_is_a_hub() throws Exception {
        link("0", "a");
        link("a", "1");
        hubs = Set.of("0", "1");

        assertThat(search("1", 6, ALL, 10).find().paths()).containsExactly(List.of("0", "a", "1"));
    }

    @Test
    void a_node_is_its_own_path() throws Exception {
        assertThat(search("0", 6, ALL, 10).find().paths()).containsExactly(List.of("0"));
    }

    @Test
    void a_hub_is_never_read() throws Exception {
        for (int i = 0; i < 50; i++) {
            link("hub", "leaf" + i);
        }
        link("0", "hub");
        link("hub", "1");
        var read = new HashSet<String>();

        hubs = Set.of("hub");
        var found = new PathSearch(
                        (nodes, most) -> {
                            read.addAll(nodes);
                            return beside(nodes, most);
                        },
                        node("0"),
                        node("1"),
                        6,
                        new PathSearch.Bounds(HUB, ALL, 10))
                .find();

        assertThat(found.paths()).containsExactly(List.of("0", "hub", "1"));
        assertThat(read).doesNotContain("hub");
    }

    @Test
    void a_search_that_has_read_all_it_may_says_that_it_was_cut_off() throws Exception {
        for (int i = 0; i < 50; i++) {
            link("0", "a" + i);
            link("1", "b" + i);
        }

        var found = search("1", 6, 20, 10).find();

        assertThat(found.paths()).isEmpty();
        assertThat(found.cut()).isTrue();
    }

    @Test
    void more_paths_than_wanted_are_cut_off() throws Exception {
        for (int i = 0; i < 50; i++) {
            link("0", "a" + i);
            link("1", "a" + i);
        }

        var found = search("1", 6, ALL, 10).find();

        assertThat(found.paths()).hasSize(10);
        assertThat(found.cut()).isTrue();
    }

    private PathSearch search(String to, int depth, int most, int limit) {
        return new PathSearch(this::beside, node("0"), node(to), depth, new PathSearch.Bounds(HUB, most, limit));
    }

    private PathSearch.Beside node(String name) {
        return new PathSearch.Beside(
                name,
                hubs.contains(name)
                        ? HUB + 1
                        : edges.getOrDefault(name, Set.of()).size());
    }

    private void link(String one, String other) {
        if (!one.equals(other)) {
            edges.computeIfAbsent(one, node -> new TreeSet<>()).add(other);
            edges.computeIfAbsent(other, node -> new TreeSet<>()).add(one);
        }
    }

    private PathSearch.Step beside(Collection<String> nodes, int most) {
        Map<String, List<PathSearch.Beside>> beside = new HashMap<>();
        int read = 0;
        for (String node : nodes) {
            for (String other : edges.getOrDefault(node, Set.of())) {
                if (read < most) {
                    read++;
                    beside.computeIfAbsent(node, key -> new ArrayList<>()).add(node(other));
                }
            }
        }
        return new PathSearch.Step(beside, read);
    }

    /** All shortest paths, by trying all ways, shorter ones first. */
    private List<List<String>> shortest(String from, String to, int depth) {
        List<List<String>> ways = List.of(List.of(from));
        for (int length = 0; length <= depth; length++) {
            List<List<String>> arrived = ways.stream()
                    .filter(way -> way.get(way.size() - 1).equals(to))
                    .toList();
            if (!arrived.isEmpty()) {
                return arrived;
            }
            List<List<String>> longer = new ArrayList<>();
            for (List<String> way : ways) {
                for (String next : edges.getOrDefault(way.get(way.size() - 1), Set.of())) {
                    if (!way.contains(next)) {
                        List<String> step = new ArrayList<>(way);
                        step.add(next);
                        longer.add(step);
                    }
                }
            }
            ways = longer;
        }
        return List.of();
    }
}
