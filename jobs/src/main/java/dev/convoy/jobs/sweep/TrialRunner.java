package dev.convoy.jobs.sweep;

import dev.convoy.driver.sweep.Trial;
import java.io.IOException;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Trains the trials of a sweep, several at the same time, each in its own run folder. */
public interface TrialRunner {
    /**
     * Continues a trial from its last checkpoint, or starts it.
     *
     * @param epochs number of epochs after which it pauses; empty to train it to its end
     * @return its metric then; empty if it has stopped before, because its time is over or somebody asked for it
     * @throws TrialFailedException if the trial itself failed; the others go on
     * @throws IOException or another exception if the sweep cannot go on
     */
    OptionalDouble train(Trial trial, OptionalInt epochs) throws IOException, TrialFailedException;
}
