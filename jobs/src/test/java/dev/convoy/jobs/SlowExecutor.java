package dev.convoy.jobs;

import java.util.Map;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/** Loaded by {@code spark.plugins}: a worker takes 500 ms more, and four times as long in executor 0. */
public final class SlowExecutor implements SparkPlugin {
    static final int WORKERS = 16;
    static final int FAST_MILLIS = 500;
    static final int SLOWNESS = 4;

    @Override
    public DriverPlugin driverPlugin() {
        return null;
    }

    @Override
    public ExecutorPlugin executorPlugin() {
        return new ExecutorPlugin() {
            private int millis;

            @Override
            public void init(PluginContext context, Map<String, String> settings) {
                boolean slow = SparkEnv.get().executorId().equals("0");
                millis = slow ? SLOWNESS * FAST_MILLIS : FAST_MILLIS;
            }

            @Override
            public void onTaskStart() {
                if (TaskContext.get().numPartitions() == WORKERS) {
                    RunWatch.pause(millis);
                }
            }
        };
    }
}
