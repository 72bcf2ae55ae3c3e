/** The command line: services to run, and commands that do something once. */
package org.discogsography.cli;
