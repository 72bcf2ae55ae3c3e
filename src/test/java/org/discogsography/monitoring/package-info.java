/** What {@code monitoring/} gives to Prometheus and Grafana, and what the program serves to them. */
package org.discogsography.monitoring;
