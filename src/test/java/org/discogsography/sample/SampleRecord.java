package org.discogsography.sample;

/** Writes the record of an id in the catalogue of one month. */
interface SampleRecord {

    void write(long id, Xml xml);
}
