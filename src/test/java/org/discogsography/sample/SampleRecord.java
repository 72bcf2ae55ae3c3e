package org.discogsography.sample;

/** Writes the record that an id has in one month's catalogue. */
interface SampleRecord {

    void write(long id, Xml xml);
}
