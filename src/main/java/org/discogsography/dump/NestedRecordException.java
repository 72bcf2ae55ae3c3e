package org.discogsography.dump;

import javax.xml.stream.Location;
import javax.xml.stream.XMLStreamException;

/** Another record starts before the element at the cursor has ended: an end tag is missing. */
final class NestedRecordException extends XMLStreamException {

    private static final long serialVersionUID = 1L;

    NestedRecordException(Location location) {
        super("another record starts before its end tag", location);
    }
}
