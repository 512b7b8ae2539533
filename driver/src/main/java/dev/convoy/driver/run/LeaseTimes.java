package dev.convoy.driver.run;

import java.time.Duration;

/**
 * Times at which an owner that cannot be asked shows that it is alive.
 *
 * @param renewal time between two signs of life
 * @param expiry time without a sign of life after which the owner counts as dead
 */
public record LeaseTimes(Duration renewal, Duration expiry) {
    /** Five signs of life may be late or lost before another process claims the folder. */
    public static final LeaseTimes DEFAULT = new LeaseTimes(Duration.ofSeconds(10), Duration.ofSeconds(60));
}
