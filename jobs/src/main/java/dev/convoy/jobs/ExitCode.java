package dev.convoy.jobs;

/** Exit codes, which tell the scheduler that started a command how it ended. */
public final class ExitCode {
    /** Done now, or already done before. */
    public static final int DONE = 0;
    /** Failed; the same command may succeed later. */
    public static final int FAILED = 1;
    /** The input is wrong: the same command will fail again. */
    public static final int INVALID = 2;
    /** Stopped before its end; the same command continues (EX_TEMPFAIL of sysexits.h). */
    public static final int STOPPED_EARLY = 75;

    private ExitCode() {}
}
