/** The route files: where they are, how they are copied out of the jar, and how edited ones are reloaded. */
package org.discogsography.routes;
