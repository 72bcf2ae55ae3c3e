/** How this process is, for operators, orchestrators and the dashboard. */
package org.discogsography.health;
