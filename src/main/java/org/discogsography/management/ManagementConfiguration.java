package org.discogsography.management;

import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.support.service.ServiceHelper;
import org.discogsography.settings.RunningServices;
import org.discogsography.settings.Setting;
import org.discogsography.settings.Settings;
import org.discogsography.web.WebConfiguration;
import org.discogsography.web.WebLimits;
import org.discogsography.web.WebServer;

/**
 * Opens the process's management port. Camel has a server for that as well, but goes on with a warning where its port is taken,
 * bounds nothing and asks nobody who they are.
 */
public final class ManagementConfiguration implements CamelConfiguration {

    /** The name under which the server is found. */
    public static final String SERVER = "management-server";

    /** A console asks for many MBeans in one request, over a few connections. */
    private static final int BODY_BYTES = 1 << 20;

    private static final int CONNECTIONS = 50;

    @Override
    public void configure(CamelContext context) throws Exception {
        var settings = new Settings(context);
        Setting port = Setting.of(
                context.getRegistry().findSingleByType(RunningServices.class).end(), "management-port");
        String host = settings.text(Setting.MANAGEMENT_HOST);
        Login login = Login.of(settings, host);
        var server = new WebServer(
                "is managed on",
                host,
                settings.number(port),
                port.property(),
                new WebLimits(CONNECTIONS, settings.duration(Setting.HTTP_IDLE_TIMEOUT), BODY_BYTES),
                WebConfiguration.allowedHosts(settings));
        var jolokia = new Jolokia(Origins.of(settings));
        server.setCamelContext(context);
        // Now, not with the context, as for the other server; and first what it answers with.
        ServiceHelper.startService(jolokia, server);
        context.addService(jolokia, true, true);
        context.addService(server, true, true);
        context.getRegistry().bind(SERVER, new ManagementPort(server));
        new CamelHealth(context).answerOn(server.router());
        jolokia.answerOn(server.router(), login, BODY_BYTES);
    }
}
