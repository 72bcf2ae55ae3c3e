/** Shows the whole system live. */
package org.discogsography.dashboard;
