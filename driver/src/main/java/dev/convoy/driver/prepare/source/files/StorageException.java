package dev.convoy.driver.prepare.source.files;

import java.io.IOException;

/** The storage failed, so that trying again may help; nothing is known to be wrong with the file. */
public final class StorageException extends IOException {
    private static final long serialVersionUID = 1L;

    StorageException(IOException cause) {
        super(cause.getMessage(), cause);
    }

    /** Throws the failure of storage that is among the causes of an exception, if one is. */
    public static void rethrowFrom(Throwable e) throws StorageException {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof StorageException storage) {
                throw storage;
            }
        }
    }
}
