/** What runs in a process: which services, with which beans and settings. */
package org.discogsography.program;
