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
 * Opens the process's management port. Camel's own management server continues with a warning if its port is taken, has no
 * limits and no authentication.
 */
public final class ManagementConfiguration implements CamelConfiguration {

    /** The name of the server in the registry. */
    public static final String SERVER = "management-server";

    /** A console asks for many MBeans in one request. */
    private static final int WORKERS = 8;

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
                new WebLimits(CONNECTIONS, settings.duration(Setting.HTTP_IDLE_TIMEOUT), BODY_BYTES, WORKERS),
                WebConfiguration.allowedHosts(settings));
        var jolokia = new Jolokia(Origins.of(settings));
        server.setCamelContext(context);
        // Now and not with the context, as for the other server; Jolokia first, because the server needs it.
        ServiceHelper.startService(jolokia, server);
        context.addService(jolokia, true, true);
        context.addService(server, true, true);
        context.getRegistry().bind(SERVER, new ManagementPort(server));
        new CamelHealth(context).answerOn(server.router());
        jolokia.answerOn(server.router(), login, BODY_BYTES);
    }
}
