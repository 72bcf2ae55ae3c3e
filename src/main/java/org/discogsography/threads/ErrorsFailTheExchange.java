package org.discogsography.threads;

import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.apache.camel.support.processor.DelegateSyncProcessor;

/**
 * Makes an {@link Error}, an {@link OutOfMemoryError} say, in a step of a route the failure of its Camel exchange.
 *
 * <p>Camel 4.17 catches exceptions only: an Error ends the thread that writes, the batch is neither acknowledged nor requeued, a half-open
 * breaker never learns how its trial ended, and whoever has called the route waits forever.
 */
final class ErrorsFailTheExchange implements InterceptStrategy {

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode definition, Processor target, Processor nextTarget) {
        return new Step(target);
    }

    private static final class Step extends DelegateAsyncProcessor {

        private final Processor synchronous; // null: it calls back by itself

        Step(Processor target) {
            super(AsyncProcessorConverterHelper.convert(target));
            this.synchronous = getProcessor() instanceof DelegateSyncProcessor step ? step.getProcessor() : null;
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            return synchronous == null ? processAsync(exchange, callback) : processSync(exchange, callback);
        }

        /** Not by Camel's own delegate: at an Error that one calls back as if nothing had failed, and the next step would follow. */
        private boolean processSync(Exchange exchange, AsyncCallback callback) {
            try {
                synchronous.process(exchange);
            } catch (Exception e) {
                exchange.setException(e);
            } catch (Error e) {
                exchange.setException(failure(e));
            }
            callback.done(true);
            return true;
        }

        private boolean processAsync(Exchange exchange, AsyncCallback callback) {
            var once = new AtomicBoolean();
            try {
                return super.process(exchange, doneSync -> {
                    once.set(true);
                    callback.done(doneSync);
                });
            } catch (Error e) {
                exchange.setException(failure(e));
                if (once.compareAndSet(false, true)) {
                    callback.done(true);
                }
                return true;
            }
        }

        private static Exception failure(Error error) {
            return new IllegalStateException("A step ended with an Error: " + error, error);
        }
    }
}
