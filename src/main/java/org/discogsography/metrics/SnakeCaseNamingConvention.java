package org.discogsography.metrics;

import io.micrometer.prometheusmetrics.PrometheusNamingConvention;
import java.util.Locale;
import java.util.regex.Pattern;

/** Prometheus' naming convention, applied to label names as well: Camel's tags are in camel case. */
final class SnakeCaseNamingConvention extends PrometheusNamingConvention {

    private static final Pattern HUMP = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");

    @Override
    public String tagKey(String key) {
        return super.tagKey(HUMP.matcher(key).replaceAll("_").toLowerCase(Locale.ROOT));
    }
}
