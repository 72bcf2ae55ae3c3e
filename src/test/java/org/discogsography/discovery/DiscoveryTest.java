package org.discogsography.discovery;

import org.junit.platform.suite.api.AfterSuite;
import org.junit.platform.suite.api.SelectClasses;
import org.junit.platform.suite.api.Suite;

/** Discovery as its users ask it, over HTTP. The classes run one after the other in one JVM: they share one program. */
@Suite(failIfNoTests = false) // the drill has none of them
@SelectClasses({
    DiscoveryContract.class,
    DiscoveryHttp.class,
    DiscoveryFromOutside.class,
    DiscoveryAnswers.class,
    DiscoveryHubs.class,
    DiscoverySearch.class,
    DiscoveryNames.class,
    DiscoveryBesideLoads.class,
    DiscoveryOutages.class
})
class DiscoveryTest {

    @AfterSuite
    static void stop() throws Exception {
        DiscoveryRig.stop();
    }
}
