package org.discogsography.outage;

/** How a server can fail. */
enum Fault {
    /** The process is killed, as by the loss of its machine, and started again. */
    KILL,
    /** It is ended regularly, and started again. */
    STOP,
    /** It hangs: it accepts connections and answers nothing. */
    PAUSE,
    /** Nothing gets through the network any more, in either direction, and nobody is told. */
    DROP,
    /** The network resets all connections. */
    RESET,
    /** Every answer takes its time. No outage: it just goes on. */
    SLOW;

    /** Whether the server has to be started again. */
    boolean endsProcess() {
        return this == KILL || this == STOP;
    }

    /** Whether clients notice only that nothing comes. */
    boolean isSilent() {
        return this == PAUSE || this == DROP;
    }
}
