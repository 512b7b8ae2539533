package dev.convoy.driver.live.metrics;

import com.codahale.metrics.MetricSet;
import org.apache.spark.scheduler.SparkListenerEvent;

/**
 * A run has metrics. Spark creates its plugins itself and gives them to nobody: its bus of events is the way to reach
 * them.
 */
record MetricsOpened(MetricSet metrics) implements SparkListenerEvent {
    /** The event is not part of Spark's event log. */
    @Override
    public boolean logEvent() {
        return false;
    }
}
