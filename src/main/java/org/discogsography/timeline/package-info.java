/** What has happened of note, for those who were not looking at the log. */
package org.discogsography.timeline;
