package dev.convoy.driver.run;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.UUID;

/**
 * The process that works on a run folder, as its owner file describes it.
 *
 * @param process identity of the process
 * @param application the cluster manager's identifier of the application that the process drives; null if it has none
 *     yet
 * @param since when it claimed the folder, in ISO 8601
 * @param token differs between any two claims
 */
public record Owner(ProcessIdentity process, String application, String since, String token) {
    /** Creates a new claim by this process. */
    public static Owner now(String application) {
        return new Owner(
                ProcessIdentity.current(),
                application,
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                UUID.randomUUID().toString());
    }

    /** Describes the owner for messages. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "process %s of %s on %s since %s%s",
                Long.toString(process.pid()),
                process.user(),
                process.host(),
                since,
                application == null ? "" : ", application " + application);
    }
}
