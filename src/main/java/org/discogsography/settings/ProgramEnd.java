package org.discogsography.settings;

/** How a service ends the program by itself. */
@FunctionalInterface
public interface ProgramEnd {

    /** Ends the program, regularly and soon, with this exit code; returns at once. */
    void with(int exitCode);
}
