package dev.convoy.driver.doctor;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.run.Redaction;
import java.util.Locale;

/**
 * Something that is wrong with a job, found before it trains.
 *
 * @param check name of the check that found it
 * @param rule what should hold, as a clause without its full stop
 * @param given what was found instead
 * @param why what will happen otherwise, and when, as a sentence
 * @param remedy what to do, as a sentence with the text to paste
 */
public record Finding(String check, Severity severity, String rule, String given, String why, String remedy) {
    /** What a finding means for a training. */
    public enum Severity {
        /** It would fail, or never start. */
        ERROR,
        /** It would run, but slower, with less safety or with other results than meant. */
        WARNING;

        @JsonValue
        String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Finding error(String check, String rule, Object given, String why, String remedy) {
        return new Finding(check, Severity.ERROR, rule, String.valueOf(given), why, remedy);
    }

    static Finding warning(String check, String rule, Object given, String why, String remedy) {
        return new Finding(check, Severity.WARNING, rule, String.valueOf(given), why, remedy);
    }

    /** Returns the finding for input that a training refuses. */
    public static Finding of(String check, InvalidInputException refusal) {
        return error(check, refusal.rule(), refusal.given(), "The job ends when it checks this.", refusal.remedy());
    }

    Finding as(Severity other) {
        return new Finding(check, other, rule, given, why, remedy);
    }

    /** Whether the job would fail, so that it should not start. */
    public boolean stops() {
        return severity == Severity.ERROR;
    }

    /** Returns it on one line, as every message of Convoy is: rule, value, remedy. */
    public String line() {
        return Redaction.of(rule + ". Given: " + given + ". " + remedy);
    }

    /** Returns it in a few lines. */
    public String text() {
        return Redaction.of(severity.key() + " (" + check + "): " + rule + ".\n  Given: " + given + ".\n  " + why
                + "\n  " + remedy + "\n");
    }
}
