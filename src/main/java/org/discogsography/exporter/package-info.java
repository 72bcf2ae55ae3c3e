/** The service that writes records to a store of the user's own, by the user's routes. */
package org.discogsography.exporter;
