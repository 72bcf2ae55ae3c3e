/** Which records a store holds already: Camel's idempotent repository over the stores themselves. */
package org.discogsography.idempotent;
