package org.discogsography.outage;

import org.junit.platform.suite.api.SelectClasses;
import org.junit.platform.suite.api.Suite;

/** What is tested of outages with the whole program, one class after the other in one JVM: they share the three servers. */
@Suite
@SelectClasses({
    ServerOutages.class,
    KilledServices.class,
    AbsentServers.class,
    PausingServices.class,
    HungServers.class,
    RandomOutages.class
})
class OutagesIT {}
