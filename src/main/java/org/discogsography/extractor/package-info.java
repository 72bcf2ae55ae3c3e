/** The service that reads dump files and publishes one message for each record. */
package org.discogsography.extractor;
