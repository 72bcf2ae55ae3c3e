/** The benchmark: the program compared with the simplest programs that do the same. Run it with {@code mvn -Pbench}. */
package org.discogsography.bench;
