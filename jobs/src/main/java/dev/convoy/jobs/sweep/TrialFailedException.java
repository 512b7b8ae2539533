package dev.convoy.jobs.sweep;

/** A trial failed by itself: its training diverged, or its settings cannot be computed. */
public final class TrialFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean hasLostExecutors;

    /**
     * @param line what went wrong, on one line
     * @param hasLostExecutors whether executors ended while it trained
     */
    public TrialFailedException(String line, Throwable cause, boolean hasLostExecutors) {
        super(line, cause);
        this.hasLostExecutors = hasLostExecutors;
    }

    /** Whether executors ended while it trained: the cluster took them, or the trial needs more memory than they have. */
    boolean hasLostExecutors() {
        return hasLostExecutors;
    }
}
