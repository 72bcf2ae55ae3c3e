package org.discogsography.broker;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.ShutdownSignalException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.discogsography.outage.Failure;
import org.discogsography.outage.Reason;

/** Classifies what a publish throws. */
public final class BrokerFailure {

    /** As RabbitMQ words it. Other failed preconditions concern queues and exchanges. */
    private static final Pattern TOO_LARGE =
            Pattern.compile("message size \\d+ (is )?larger than( configured)?( max(imum)? size)?( \\d+)?");

    /** As the client words it, before it sends anything, if the protocol has no room for the headers or the routing key. */
    private static final Pattern NO_ROOM =
            Pattern.compile("^(Content headers exceeded max frame size|Short string too long)");

    private BrokerFailure() {}

    /** {@link Failure#REFUSED} if a message is larger than the broker or the protocol allows; all else is an outage. */
    public static Failure of(Throwable failure) {
        return Failure.causes(failure).anyMatch(thrown -> isTooLarge(thrown) || hasNoRoom(thrown))
                ? Failure.REFUSED
                : Failure.OUTAGE;
    }

    /** Why a message was refused, in the broker's or the client's words. */
    static String reason(Throwable refusal) {
        return Failure.causes(refusal)
                .filter(BrokerFailure::isTooLarge)
                .map(thrown -> TOO_LARGE.matcher(thrown.getMessage()))
                .filter(Matcher::find)
                .map(Matcher::group)
                .findFirst()
                .orElseGet(() -> Reason.of(refusal));
    }

    private static boolean hasNoRoom(Throwable thrown) {
        return thrown instanceof IllegalArgumentException
                && thrown.getMessage() != null
                && NO_ROOM.matcher(thrown.getMessage()).find();
    }

    private static boolean isTooLarge(Throwable thrown) {
        return thrown instanceof ShutdownSignalException end
                && end.getReason() instanceof AMQP.Channel.Close close
                && close.getReplyCode() == AMQP.PRECONDITION_FAILED
                && TOO_LARGE.matcher(close.getReplyText()).find();
    }
}
