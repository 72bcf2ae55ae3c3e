package org.discogsography.dump;

/**
 * How far a dump file has been read: right behind the end tag of a record, or the root's start tag. Another reader can go on
 * from here.
 *
 * @param offset of this place
 * @param line of this place, as it is counted for what is rejected between records
 * @param parserLine of this place, as the XML parser counts: a carriage return alone is a line to it
 * @param rootStart everything up to the end of the root's start tag
 * @param count number of records before it
 */
@SuppressWarnings("ArrayRecordComponent") // passed on, never compared
record Seam(long offset, long line, long parserLine, byte[] rootStart, long count) {

    /** The end of a block that begins here. */
    Seam plus(Seam end) {
        // Both lines are counted from the last record in the block, whose line is the parser's.
        return new Seam(end.offset, parserLine + end.line, parserLine + end.parserLine, rootStart, count + end.count);
    }
}
