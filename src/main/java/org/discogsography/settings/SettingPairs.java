package org.discogsography.settings;

/** Settings that make sense each for itself, and have to fit together as well. */
final class SettingPairs {

    private SettingPairs() {}

    /** @throws SettingException naming the first that does not fit, and what to */
    static void check(Settings settings) {
        // With fewer messages in memory than a batch takes, every batch would wait for its time to be over.
        notMore(settings, "tableinator.batch-size", "tableinator.prefetch");
        notMore(settings, "graphinator.batch-size", "graphinator.prefetch");
        notMore(settings, "postgres.pool.minimum", "postgres.pool.maximum");
        notMore(settings, "retry.delay", "retry.maximum-delay");
        // The service would take its own dead letters for messages, and set them aside again.
        if (settings.text("amqp.exchange").equals(settings.text("amqp.dead-letter-exchange"))) {
            throw new SettingException(
                    "amqp.dead-letter-exchange must be another exchange than amqp.exchange, both are '"
                            + settings.text("amqp.exchange") + "'");
        }
        // Without a name the password would be sent to nobody, and an open server be taken for one with a login.
        if (settings.text("neo4j.username").isEmpty()
                && !settings.text("neo4j.password").isEmpty()) {
            throw new SettingException("neo4j.username must be set where neo4j.password is");
        }
    }

    private static void notMore(Settings settings, String less, String more) {
        int small = settings.number(less, 0);
        int large = settings.number(more, 0);
        if (small > large) {
            throw new SettingException(
                    less + " must not be more than " + more + ", it is " + small + ", and " + more + " is " + large);
        }
    }
}
