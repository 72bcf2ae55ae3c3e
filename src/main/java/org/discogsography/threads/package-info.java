/** Threads that work in the background and are never lost silently. Depends on nothing of the house. */
package org.discogsography.threads;
