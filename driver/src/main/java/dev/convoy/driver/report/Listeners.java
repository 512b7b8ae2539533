package dev.convoy.driver.report;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells all listeners; one that throws is logged, and the others are told all the same. */
public record Listeners(List<TrainingListener> all) implements TrainingListener {
    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    @Override
    public void roundDone(RoundReport report) {
        for (TrainingListener listener : all) {
            try {
                listener.roundDone(report);
            } catch (RuntimeException e) {
                LOG.warn(
                        "listener {} failed; training goes on",
                        listener.getClass().getName(),
                        e);
            }
        }
    }
}
