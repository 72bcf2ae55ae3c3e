/** The PostgreSQL store: address, connection pool, schema, and how failures are classified. */
package org.discogsography.table;
