package dev.convoy.driver.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.convoy.base.InvalidInputException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UntilTest {
    private static final ZonedDateTime NOW = ZonedDateTime.of(2030, 3, 1, 22, 0, 0, 0, ZoneId.of("Europe/Berlin"));
    private static final Instant STARTED = NOW.minusMinutes(10).toInstant();

    @ParameterizedTest
    @CsvSource({
        "2h, 2030-03-01T22:50:00Z",
        "90m, 2030-03-01T22:20:00Z",
        "3600 s, 2030-03-01T21:50:00Z",
        "1 day, 2030-03-02T20:50:00Z",
        "06:30, 2030-03-02T05:30:00Z",
        "6:30, 2030-03-02T05:30:00Z",
        "22:00, 2030-03-02T21:00:00Z",
        "23:15:30, 2030-03-01T22:15:30Z",
        "2030-03-02T06:30, 2030-03-02T05:30:00Z",
        "2030-03-02 06:30, 2030-03-02T05:30:00Z",
        "2030-03-02T06:30Z, 2030-03-02T06:30:00Z",
        "2030-03-02T06:30+05:30, 2030-03-02T01:00:00Z"
    })
    void isADurationFromTheStartOrATime(String given, Instant expected) {
        assertThat(until(given)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2020-01-01T00:00Z", "-1h", "0s"})
    void mustLieInTheFuture(String given) {
        JobConfig.Run run = new ConfigLoader()
                .load(Optional.empty(), List.of("train.until=" + given))
                .run();

        assertThatThrownBy(run::requireTimeLeft)
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("train.until must lie in the future. Given: 20");
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "120", "25:00", "2h later", "2030-13-01T00:00", ""})
    void anythingElseIsRefused(String given) {
        assertThatThrownBy(() -> until(given))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("train.until must be a duration with its unit, or a time")
                .hasMessageContaining("2h");
    }

    @Test
    void nullIsNone() {
        assertThat(Until.of(ConfigFactory.parseString("train.until = null"), STARTED, NOW))
                .isEmpty();
    }

    private static Optional<Instant> until(String given) {
        return Until.of(ConfigFactory.parseMap(Map.of("train.until", given)), STARTED, NOW);
    }
}
