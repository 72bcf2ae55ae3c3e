package org.discogsography.dump;

/** Where in a dump file reading has got to. */
enum DumpPlace {
    BEFORE_ROOT,
    BETWEEN_RECORDS,
    IN_RECORD,
    /** In an element that is no record. */
    IN_OTHER_ELEMENT,
    AFTER_ROOT
}
