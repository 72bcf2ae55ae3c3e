package org.discogsography.tableinator;

import java.lang.management.ManagementFactory;
import javax.management.ObjectName;
import org.discogsography.servers.Program;

/** Asks a program's idempotent repositories as an operator does, through JMX. */
final class Repositories {

    private Repositories() {}

    static long attribute(Program program, String type, String attribute) throws Exception {
        var server = ManagementFactory.getPlatformMBeanServer();
        String context = program.main().getCamelContext().getManagementName();
        var names = server.queryNames(
                new ObjectName(
                        "org.apache.camel:context=" + context + ",name=\"tableinator-" + type + "-repository\",*"),
                null);
        if (names.size() != 1) {
            throw new AssertionError("No repository of " + type + " in JMX: " + names + " among "
                    + server.queryNames(
                            new ObjectName("org.apache.camel:context=" + context + ",type=services,*"), null));
        }
        return (Long) server.getAttribute(names.iterator().next(), attribute);
    }
}
