/** Threads that work in the background and are never lost without a word. Depends on nothing of the house. */
package org.discogsography.threads;
