package org.discogsography.dump;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Objects;

/**
 * Says in plain words why a file cannot be read or written. For the most frequent reasons Java's message is only the path, and the
 * name of the exception's class is the reason.
 */
public final class FileReason {

    private FileReason() {}

    /** The reason and the path, such as {@code access denied: /dumps}; as Java words it if that is a reason already. */
    public static String of(IOException failure) {
        String said = Objects.requireNonNullElse(failure.getMessage(), "");
        String kind = failure instanceof FileSystemException file ? kind(file) : "";
        if (kind.isEmpty()) {
            return said.isBlank() ? failure.getClass().getSimpleName() : said;
        }
        return said.isBlank() ? kind : kind + ": " + said;
    }

    private static String kind(FileSystemException failure) {
        if (failure instanceof AccessDeniedException) {
            return "access denied";
        } else if (failure instanceof NoSuchFileException) {
            return "no such file or folder";
        } else if (failure instanceof NotDirectoryException) {
            return "not a folder";
        } else if (failure instanceof FileAlreadyExistsException) {
            return "a file of that name is in the way";
        } else if (failure instanceof DirectoryNotEmptyException) {
            return "the folder is not empty";
        } else if (failure instanceof FileSystemLoopException) {
            return "symbolic links form a circle";
        }
        return "";
    }
}
