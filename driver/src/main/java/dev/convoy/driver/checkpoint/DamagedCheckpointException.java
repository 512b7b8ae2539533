package dev.convoy.driver.checkpoint;

import java.io.IOException;

/** A checkpoint's content is not what was written, or belongs to another run: reading it again would not help. */
final class DamagedCheckpointException extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedCheckpointException(String message) {
        super(message);
    }
}
