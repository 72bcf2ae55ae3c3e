/** The service that writes records into PostgreSQL's tables. */
package org.discogsography.tableinator;
