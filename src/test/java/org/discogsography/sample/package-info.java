/**
 * Generates sample dumps with all the oddities of real ones, of any size, for one month after another. Start at {@link
 * org.discogsography.sample.SampleDump}.
 */
package org.discogsography.sample;
