package dev.convoy.driver.run;

import java.util.Optional;

/** Asks a cluster manager about applications. */
public interface Applications {
    /** For use where no cluster manager can be asked. */
    Applications UNKNOWN = application -> Optional.empty();

    /** Whether an application has ended; empty if this cluster manager cannot tell. */
    Optional<Boolean> hasEnded(String application);
}
