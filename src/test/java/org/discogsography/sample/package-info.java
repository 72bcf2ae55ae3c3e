/**
 * Made-up dumps that look and misbehave like the real ones, of any size, month after month. Start at {@link
 * org.discogsography.sample.SampleDump}.
 */
package org.discogsography.sample;
