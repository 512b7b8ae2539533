package dev.convoy.driver.control;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/**
 * What somebody wants a run to do at the end of its round.
 *
 * @param by who, for the log
 * @param at when, in ISO 8601
 */
public record Request(Kind kind, String by, String at) {
    public enum Kind {
        /** Save, give the executors back and wait. */
        HOLD,
        /** Go on after holding. */
        RESUME,
        /** Save and end. */
        STOP;

        /** Returns the name of the verb. */
        public String verb() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether it was made before a time, as far as the clocks of two machines tell. */
    boolean isBefore(Instant time) {
        try {
            return at != null && Instant.parse(at).isBefore(time);
        } catch (DateTimeParseException e) {
            return false;
        }
    }
}
