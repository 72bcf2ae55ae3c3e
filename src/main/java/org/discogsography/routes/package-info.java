/** The route files: where they are, how they are copied out of the jar, and how edited ones are taken up while the program runs. */
package org.discogsography.routes;
