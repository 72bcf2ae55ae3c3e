/** A real browser, for tests of web pages. */
package org.discogsography.browser;
