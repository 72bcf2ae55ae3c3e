package org.discogsography.settings;

/** Settings that are valid each for itself, but have to fit together as well. */
final class SettingPairs {

    private SettingPairs() {}

    /** @throws SettingException naming the first that does not fit, and the other one */
    static void check(Settings settings) {
        // With fewer messages in memory than a batch takes, every batch would wait for its interval to end.
        notMore(settings, Setting.TABLEINATOR_BATCH_SIZE, Setting.TABLEINATOR_PREFETCH);
        notMore(settings, Setting.GRAPHINATOR_BATCH_SIZE, Setting.GRAPHINATOR_PREFETCH);
        notMore(settings, Setting.TABLEINATOR_BATCH_BYTES, Setting.TABLEINATOR_PREFETCH_BYTES);
        notMore(settings, Setting.GRAPHINATOR_BATCH_BYTES, Setting.GRAPHINATOR_PREFETCH_BYTES);
        notMore(settings, Setting.EXPORTER_BATCH_SIZE, Setting.EXPORTER_PREFETCH);
        notMore(settings, Setting.EXPORTER_BATCH_BYTES, Setting.EXPORTER_PREFETCH_BYTES);
        notMore(settings, Setting.POSTGRES_POOL_MINIMUM, Setting.POSTGRES_POOL_MAXIMUM);
        notMore(settings, Setting.RETRY_DELAY, Setting.RETRY_MAXIMUM_DELAY);
        // A question may ask both stores, one after the other.
        if (settings.duration(Setting.DISCOVERY_STATEMENT_TIMEOUT)
                        .multipliedBy(2)
                        .compareTo(settings.duration(Setting.DISCOVERY_BUDGET))
                > 0) {
            throw new SettingException(
                    Setting.DISCOVERY_BUDGET + " must be at least twice " + Setting.DISCOVERY_STATEMENT_TIMEOUT);
        }
        // The service would take its own dead letters for messages, and set them aside again.
        String exchange = settings.text(Setting.AMQP_EXCHANGE);
        if (exchange.equals(settings.text(Setting.AMQP_DEAD_LETTER_EXCHANGE))) {
            throw new SettingException(Setting.AMQP_DEAD_LETTER_EXCHANGE + " must be another exchange than "
                    + Setting.AMQP_EXCHANGE + ", both are '" + exchange + "'");
        }
        // Without a user name the driver sends no password, and an open server would pass for a protected one.
        if (settings.text(Setting.NEO4J_USERNAME).isEmpty()
                && !settings.text(Setting.NEO4J_PASSWORD).isEmpty()) {
            throw new SettingException(Setting.NEO4J_USERNAME + " must be set if " + Setting.NEO4J_PASSWORD + " is");
        }
    }

    private static void notMore(Settings settings, Setting less, Setting more) {
        int small = settings.number(less);
        int large = settings.number(more);
        if (small > large) {
            throw new SettingException(
                    less + " must not be more than " + more + ", it is " + small + ", and " + more + " is " + large);
        }
    }
}
