/** Tests of the files in {@code monitoring/} and of the metrics that the program serves. */
package org.discogsography.monitoring;
