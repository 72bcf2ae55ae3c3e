/** What an operator can see of the program in numbers: their names and what they say. Depends on nothing of the house. */
package org.discogsography.metrics;
