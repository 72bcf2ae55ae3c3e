/** The main job on embedded servers, for newcomers to watch: {@code mvn -Pdemo}. */
package org.discogsography.demo;
