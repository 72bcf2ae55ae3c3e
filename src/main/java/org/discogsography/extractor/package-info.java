/** The service that reads dump files and publishes a message for each record. */
package org.discogsography.extractor;
