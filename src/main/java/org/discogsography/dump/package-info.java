/**
 * Finds dump files, reads them, and converts each record from XML to JSON.
 *
 * <p>This package is independent of Camel, the broker and the stores. Start at {@link org.discogsography.dump.DumpFolder}
 * (finds the files) and {@link org.discogsography.dump.DumpReader} (reads the records of one file, in order).
 */
package org.discogsography.dump;
