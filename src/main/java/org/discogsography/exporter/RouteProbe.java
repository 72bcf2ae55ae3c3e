package org.discogsography.exporter;

import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.discogsography.outage.Probe;

/** Calls the user's route that finds out whether the store works. Its time-outs are the route's. Thread-safe. */
record RouteProbe(ProducerTemplate routes, String uri) implements Probe {

    @Override
    public void run() throws Exception {
        Exchange answer = routes.request(uri, question -> {});
        if (answer.getException() != null) {
            throw answer.getException();
        }
    }
}
