package org.discogsography.settings;

/** How a service ends the program by itself. */
public interface ProgramEnd {

    /** Ends the program, regularly and soon, with this exit code; returns at once. */
    void with(int exitCode);

    /** Whether only one service runs in this process: where that one cannot go on, nothing can. */
    boolean isOneService();
}
