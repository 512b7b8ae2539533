package dev.convoy.driver.run;

import java.util.Optional;

/** What a cluster manager knows about applications. */
public interface Applications {
    /** No cluster manager can be asked. */
    Applications UNKNOWN = application -> Optional.empty();

    /** Whether an application has ended; empty if this cluster manager cannot tell. */
    Optional<Boolean> hasEnded(String application);
}
