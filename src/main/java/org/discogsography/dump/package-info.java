/**
 * Dump files become records: finding them, reading them, and the rules by which XML becomes JSON.
 *
 * <p>Nothing here knows of Camel, of a broker or of a store. Start at {@link org.discogsography.dump.DumpFolder} (which
 * files are there) and {@link org.discogsography.dump.DumpReader} (one file's records, in order).
 */
package org.discogsography.dump;
