package org.discogsography.dump;

import javax.xml.stream.XMLStreamException;

/** The root element has a name that is no type's: the file is something else, or its start is damaged. */
final class WrongRootException extends XMLStreamException {

    private static final long serialVersionUID = 1L;

    WrongRootException(String message) {
        super(message);
    }
}
