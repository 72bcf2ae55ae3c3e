/** Answers questions over both stores. */
package org.discogsography.discovery;
