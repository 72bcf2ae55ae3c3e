/** Camel's idempotent repository, backed by the stores themselves: which records are already stored. */
package org.discogsography.idempotent;
