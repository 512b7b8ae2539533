package dev.convoy.jobs.sweep;

/** A trial failed by itself: its training diverged, or its settings cannot be computed. */
public final class TrialFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param line what went wrong, on one line */
    public TrialFailedException(String line, Throwable cause) {
        super(line, cause);
    }
}
