/** The demo of the main job on embedded servers: {@code mvn -Pdemo}. */
package org.discogsography.demo;
