package dev.convoy.driver.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import dev.convoy.base.InvalidInputException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** The key {@code train.until}: a duration from the start of the process, or a time. */
final class Until {
    static final String KEY = "train.until";

    private Until() {}

    /**
     * @param started when the process started
     * @param now the present time, in the zone of times without one
     */
    static Optional<Instant> of(Config config, Instant started, ZonedDateTime now) {
        return ConfigLoader.text(config, KEY).map(text -> duration(config, text)
                .map(started::plus)
                .orElseGet(() -> time(text.strip(), now))
                .truncatedTo(ChronoUnit.MILLIS));
    }

    private static Optional<Duration> duration(Config config, String text) {
        // A number alone would be milliseconds.
        if (!text.matches(".*[A-Za-z]\\s*")) {
            return Optional.empty();
        }
        try {
            return Optional.of(config.getDuration(KEY));
        } catch (ConfigException.BadValue e) {
            return Optional.empty();
        }
    }

    /** A time of day is the next such time. */
    private static Instant time(String text, ZonedDateTime now) {
        try {
            if (text.matches("\\d?\\d:\\d\\d(:\\d\\d)?")) {
                ZonedDateTime today = now.with(LocalTime.parse(text.matches("\\d:.*") ? "0" + text : text));
                return (today.isAfter(now) ? today : today.plusDays(1)).toInstant();
            }
            String iso = text.replaceFirst("(?<=\\d)\\s+(?=\\d)", "T");
            return iso.matches(".*T.*(Z|[+-]\\d\\d(:?\\d\\d)?)")
                    ? OffsetDateTime.parse(iso).toInstant()
                    : LocalDateTime.parse(iso).atZone(now.getZone()).toInstant();
        } catch (DateTimeException e) {
            throw new InvalidInputException(
                    KEY + " must be a duration with its unit, or a time",
                    text,
                    "For example 2h, 90m, 06:30, 2030-12-31T06:30 or 2030-12-31T06:30+01:00.",
                    e);
        }
    }
}
