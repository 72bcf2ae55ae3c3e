/** Metrics: names, units, descriptions, and the registry. Depends on no other package of the project. */
package org.discogsography.metrics;
