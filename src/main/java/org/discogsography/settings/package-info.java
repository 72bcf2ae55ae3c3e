/** What {@code application.properties} and the environment say. */
package org.discogsography.settings;
