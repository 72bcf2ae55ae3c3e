/** The service that answers questions about the data in both stores. */
package org.discogsography.discovery;
