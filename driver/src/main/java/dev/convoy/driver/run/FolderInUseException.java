package dev.convoy.driver.run;

import java.io.IOException;

/** Another process works on the run folder. */
public final class FolderInUseException extends IOException {
    private static final long serialVersionUID = 1L;

    public FolderInUseException(String message) {
        super(message);
    }
}
