/** PostgreSQL: its address, pool and schema, and what its tables hold. */
package org.discogsography.table;
