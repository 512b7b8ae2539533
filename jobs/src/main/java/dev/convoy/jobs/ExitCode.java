package dev.convoy.jobs;

/** What a command's end means to the scheduler that started it. */
public final class ExitCode {
    /** Done, now or already before. */
    public static final int DONE = 0;
    /** Failed; the same command may succeed later. */
    public static final int FAILED = 1;
    /** The input is wrong: the same command will fail again. */
    public static final int INVALID = 2;
    /** Stopped before its end; the same command continues (EX_TEMPFAIL of sysexits.h). */
    public static final int STOPPED_EARLY = 75;

    private ExitCode() {}
}
