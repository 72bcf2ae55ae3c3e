/** The latest events of a process, for the dashboard and {@code /events}. */
package org.discogsography.timeline;
