/** What the program achieves on this machine, beside the barest programs that do the same: {@code mvn -Pbench}. */
package org.discogsography.bench;
