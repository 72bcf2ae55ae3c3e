package org.discogsography.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How fast each tenth of a load was.
 *
 * @param rates records a second of each tenth, the first one first
 */
record Tenths(List<Double> rates) {

    private static final int COUNT = 10;

    /**
     * How many records had been stored after some time. The count never falls.
     *
     * @param seconds since the load began
     */
    record Sample(double seconds, long stored) {}

    Tenths {
        rates = List.copyOf(rates);
    }

    /** From samples of a load of so many records, in their order. Between two samples the load is taken to be steady. */
    static Tenths of(List<Sample> samples, long records) {
        double[] ends = new double[COUNT + 1];
        Arrays.setAll(ends, tenth -> seconds(samples, records * tenth / COUNT));
        List<Double> rates = new ArrayList<>();
        for (int tenth = 1; tenth <= COUNT; tenth++) {
            long stored = records * tenth / COUNT - records * (tenth - 1) / COUNT;
            rates.add(stored / Math.max(1e-3, ends[tenth] - ends[tenth - 1]));
        }
        return new Tenths(rates);
    }

    /** When so many records had been stored. */
    static double seconds(List<Sample> samples, long stored) {
        Sample before = samples.get(0);
        for (Sample sample : samples) {
            if (stored == 0 && sample.stored() > 0) {
                return before.seconds();
            }
            if (stored > 0 && sample.stored() >= stored) {
                long between = sample.stored() - before.stored();
                double share = between == 0 ? 1 : (double) (stored - before.stored()) / between;
                return before.seconds() + share * (sample.seconds() - before.seconds());
            }
            before = sample;
        }
        return before.seconds();
    }

    /** The last one's rate, as a share of the best one's. */
    double lastToBest() {
        return rates.get(COUNT - 1)
                / rates.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }

    @Override
    public String toString() {
        return rates.stream()
                        .map(rate -> String.format(Locale.ROOT, "%,7.0f", rate))
                        .collect(Collectors.joining())
                + String.format(Locale.ROOT, "  last/best %.2f", lastToBest());
    }
}
