package org.discogsography;

import org.junit.platform.suite.api.SelectClasses;
import org.junit.platform.suite.api.Suite;

/**
 * What is tested of outages with the whole program, one class after the other in one JVM: they share the three servers. It takes
 * longest, and waits most: here, before all packages, it begins first.
 */
@Suite
@SelectClasses(
        names = {
            "org.discogsography.outage.ServerOutages",
            "org.discogsography.outage.KilledServices",
            "org.discogsography.outage.AbsentServers",
            "org.discogsography.outage.PausingServices",
            "org.discogsography.outage.HungServers",
            "org.discogsography.outage.RemovalOutages",
            "org.discogsography.outage.QuestionsInOutages",
            "org.discogsography.outage.RandomOutages"
        })
class OutagesIT {}
