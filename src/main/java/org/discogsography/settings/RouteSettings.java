package org.discogsography.settings;

/** Checks the settings that only routes read: Camel refuses a bad one as well, but does not say which it was. */
public record RouteSettings(Settings settings) {

    /**
     * What the tries again of a batch that failed are told by.
     *
     * @throws SettingException naming the first that makes no sense
     */
    public void checkRetries() {
        settings.number("retry.maximum-redeliveries", 0);
        settings.number("retry.delay", 0);
        settings.decimal("retry.multiplier", 1, 100);
        settings.number("retry.maximum-delay", 1);
        settings.decimal("retry.jitter", 0, 1);
    }

    /**
     * How a service collects its batches.
     *
     * @throws SettingException naming the first that makes no sense
     */
    public void checkBatches(String service) {
        settings.number(service + ".batch-interval", 1);
        // With fewer messages in memory than a batch takes, every batch would wait for its time to be over.
        settings.number(service + ".prefetch", settings.number(service + ".batch-size", 1));
    }
}
