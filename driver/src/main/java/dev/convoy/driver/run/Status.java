package dev.convoy.driver.run;

import java.util.Locale;

/** The status of a run or a sweep. */
public enum Status {
    RUNNING,
    /** Without executors, until it goes on. */
    HELD,
    COMPLETED,
    /** Ended before its end, as it was told to. */
    STOPPED,
    FAILED,
    /** Ended by a signal. */
    INTERRUPTED;

    /** Returns the value of the field {@code status}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
