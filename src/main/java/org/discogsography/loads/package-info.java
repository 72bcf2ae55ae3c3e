/** A store's loads: whether it holds all records of a version, and the removal of what is older. Knows no store itself. */
package org.discogsography.loads;
