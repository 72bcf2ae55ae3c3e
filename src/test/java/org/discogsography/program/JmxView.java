package org.discogsography.program;

import com.sun.tools.attach.VirtualMachine;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.management.InstanceNotFoundException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** All that a JVM on this machine shows over JMX. */
final class JmxView {

    private JmxView() {}

    /** Each readable attribute of each MBean, one a line, and the names of all threads. */
    @SuppressWarnings("BanJNDI") // The address is that of a process which the test has started itself.
    static List<String> of(long pid) throws Exception {
        VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
        try (JMXConnector connector =
                JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()))) {
            MBeanServerConnection connection = connector.getMBeanServerConnection();
            List<String> lines = new ArrayList<>();
            for (ObjectName bean : connection.queryNames(null, null)) {
                lines.add(bean.toString());
                for (MBeanAttributeInfo attribute : attributes(connection, bean)) {
                    if (attribute.isReadable()) {
                        lines.add(bean + " " + attribute.getName() + " = " + value(connection, bean, attribute));
                    }
                }
            }
            ThreadMXBean threads = ManagementFactory.newPlatformMXBeanProxy(
                    connection, ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
            Arrays.stream(threads.dumpAllThreads(false, false)).forEach(thread -> lines.add(thread.toString()));
            return lines;
        } finally {
            machine.detach();
        }
    }

    /** None if it has gone meanwhile, with a connection say. */
    private static MBeanAttributeInfo[] attributes(MBeanServerConnection connection, ObjectName bean) throws Exception {
        try {
            return connection.getMBeanInfo(bean).getAttributes();
        } catch (InstanceNotFoundException e) {
            return new MBeanAttributeInfo[0];
        }
    }

    private static String value(MBeanServerConnection connection, ObjectName bean, MBeanAttributeInfo attribute) {
        try {
            return text(connection.getAttribute(bean, attribute.getName()));
        } catch (Exception e) {
            // Some cannot be had; what the refusal says is seen by whoever looks, too.
            return e.toString();
        }
    }

    private static String text(Object value) {
        if (value instanceof Object[] values) {
            return Arrays.stream(values).map(JmxView::text).toList().toString();
        }
        if (value instanceof CompositeData data) {
            return data.values().stream().map(JmxView::text).toList().toString();
        }
        if (value instanceof TabularData data) {
            return data.values().stream().map(JmxView::text).toList().toString();
        }
        return String.valueOf(value);
    }
}
