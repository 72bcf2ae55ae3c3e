/** Certificates and keys from PEM files, for the connections to servers. */
package org.discogsography.tls;
