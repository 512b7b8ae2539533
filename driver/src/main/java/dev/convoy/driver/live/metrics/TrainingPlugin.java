package dev.convoy.driver.live.metrics;

import com.codahale.metrics.MetricRegistry;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerEvent;

/**
 * Adds the metrics of a run to those of Spark's driver, so that every sink of Spark has them: Prometheus, JMX, Graphite
 * and others. Their names are {@code plugin.dev.convoy.driver.live.metrics.TrainingPlugin.NAME}.
 */
public final class TrainingPlugin implements SparkPlugin {
    private static final String KEY = "spark.plugins";

    /** Adds the plugin to those of the user, and returns the configuration given. */
    public static SparkConf addTo(SparkConf conf) {
        String others = conf.get(KEY, "");
        return conf.set(KEY, (others.isBlank() ? "" : others + ",") + TrainingPlugin.class.getName());
    }

    /** Shows the metrics of a run, if the context has the plugin. */
    public static void publish(TrainingMetrics metrics, SparkContext spark) {
        spark.listenerBus().post(new MetricsOpened(metrics));
    }

    @Override
    public DriverPlugin driverPlugin() {
        return new Driver();
    }

    @Override
    public ExecutorPlugin executorPlugin() {
        return null;
    }

    private static final class Driver implements DriverPlugin {
        /** A registry that has no metrics at the start of the context is not shown. */
        private static final String TRAININGS = "trainings_total";

        @Override
        public Map<String, String> init(SparkContext spark, PluginContext context) {
            MetricRegistry registry = context.metricRegistry();
            registry.counter(TRAININGS);
            spark.addSparkListener(new SparkListener() {
                @Override
                public void onOtherEvent(SparkListenerEvent event) {
                    if (event instanceof MetricsOpened opened) {
                        registry.counter(TRAININGS).inc();
                        opened.metrics().getMetrics().forEach((name, metric) -> {
                            registry.remove(name);
                            registry.register(name, metric);
                        });
                    }
                }
            });
            return Map.of();
        }
    }
}
