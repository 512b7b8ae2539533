package dev.convoy.driver.checkpoint;

import java.io.IOException;

/** Who is told where a run stands, so that it can go on from there. */
public interface Checkpoints {
    /** Keeps nothing: for a caller who holds the state in other ways. */
    Checkpoints NONE = progress -> {};

    void write(Progress progress) throws IOException;
}
