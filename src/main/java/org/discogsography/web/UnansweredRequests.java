package org.discogsography.web;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Ends a connection on which far more is asked than has been answered. Vert.x reads on while it answers, and keeps what is
 * asked meanwhile without a bound. For one connection, on its own thread.
 */
final class UnansweredRequests extends ChannelDuplexHandler {

    /** No browser sends a second request before the first is answered. */
    private static final int MOST = 16;

    private int unanswered;
    private boolean isEnded;

    private UnansweredRequests() {}

    /** Counts them on this connection. */
    static void countOn(HttpConnection connection) {
        ChannelHandlerContext vertx = ((ConnectionBase) connection).channelHandlerContext();
        vertx.pipeline().addBefore(vertx.name(), "unanswered-requests", new UnansweredRequests());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest) {
            unanswered++;
        }
        if (unanswered > MOST && !isEnded) {
            isEnded = true;
            ChannelFuture unused = context.close();
        }
        if (isEnded) {
            ReferenceCountUtil.release(message);
        } else {
            context.fireChannelRead(message);
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof LastHttpContent) {
            unanswered--;
        }
        ChannelFuture unused = context.write(message, promise);
    }
}
