/** Tests of the Compose file and the Dockerfile: against the code, and by running the services without a container engine. */
package org.discogsography.containers;
