/** The HTTP server of a process, which serves routes and pages. */
package org.discogsography.web;
