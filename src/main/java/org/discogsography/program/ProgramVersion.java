package org.discogsography.program;

/** The version of this program, as the jar's manifest has it. */
public final class ProgramVersion {

    private ProgramVersion() {}

    public static String current() {
        String version = ProgramVersion.class.getPackage().getImplementationVersion();
        return version == null ? "(not packaged)" : version;
    }
}
