package dev.convoy.driver.checkpoint;

import java.io.IOException;

/** Saves the state of a run so that it can be resumed. */
public interface Checkpoints {
    /** Saves nothing, for callers that keep the state in other ways. */
    Checkpoints NONE = progress -> {};

    void write(Progress progress) throws IOException;
}
