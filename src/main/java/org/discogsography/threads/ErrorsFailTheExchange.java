package org.discogsography.threads;

import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * Makes an {@link Error}, an {@link OutOfMemoryError} say, in a step of a route the failure of its Camel exchange.
 *
 * <p>Camel 4.17 catches exceptions only: an Error ends the thread that writes, the batch is neither acknowledged nor requeued, a half-open
 * breaker never learns how its trial ended, and whoever has called the route waits for ever.
 */
final class ErrorsFailTheExchange implements InterceptStrategy {

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode definition, Processor target, Processor nextTarget) {
        return new Step(target);
    }

    private static final class Step extends DelegateAsyncProcessor {

        Step(Processor target) {
            super(AsyncProcessorConverterHelper.convert(target));
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            try {
                return super.process(exchange, callback);
            } catch (Error e) {
                exchange.setException(new IllegalStateException("A step ended with an Error: " + e, e));
                callback.done(true);
                return true;
            }
        }
    }
}
