/** The packaged program as its user runs it: a process, its environment, its output, its exit code. */
package org.discogsography.program;
