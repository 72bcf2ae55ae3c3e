/** The program's own HTTP end: one server a process, on which routes and pages answer. */
package org.discogsography.web;
