package dev.convoy.driver.cluster;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkContext$;
import scala.Option;

/**
 * Reports on the console what a job waits for while it has no executor, at its start or after it has lost all: first
 * after 15 seconds, then every minute. It ends with the context.
 */
public final class ExecutorWait {
    private static final Times TIMES = new Times(Duration.ofSeconds(15), Duration.ofMinutes(1), Duration.ofMillis(500));

    private final Cluster cluster;
    private final Times times;
    private final Consumer<String> console;

    /** The cluster that is watched. */
    interface Cluster {
        /** Whether the job no longer needs executors. */
        boolean hasEnded();

        /** Whether the job has executors. */
        boolean hasExecutors();

        /** Describes what was requested and what the cluster offers. */
        String situation();
    }

    /**
     * The times of the console lines.
     *
     * @param first time without an executor until the first line
     * @param again time between two lines
     * @param poll time between two checks
     */
    record Times(Duration first, Duration again, Duration poll) {}

    public ExecutorWait(SparkConf spark, Configuration hadoop, Consumer<String> console) {
        this(new SparkCluster(spark, hadoop), TIMES, console);
    }

    ExecutorWait(Cluster cluster, Times times, Consumer<String> console) {
        this.cluster = cluster;
        this.times = times;
        this.console = console;
    }

    /** Starts watching before the context exists: on YARN it exists only after YARN has accepted the application. */
    public void start() {
        Thread thread = new Thread(this::watch, "wait for executors");
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        long since = System.nanoTime();
        long next = times.first().toNanos();
        while (!cluster.hasEnded()) {
            if (cluster.hasExecutors()) {
                since = System.nanoTime();
                next = times.first().toNanos();
            }
            long waited = System.nanoTime() - since;
            if (waited >= next) {
                console.accept(String.format(
                        Locale.ROOT,
                        "no executor for %d s: %s",
                        Duration.ofNanos(waited).toSeconds(),
                        cluster.situation()));
                next += times.again().toNanos();
            }
            try {
                Thread.sleep(times.poll().toMillis());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static final class SparkCluster implements Cluster {
        private final SparkConf spark;
        private final Configuration hadoop;
        private boolean contextSeen;

        SparkCluster(SparkConf spark, Configuration hadoop) {
            this.spark = spark;
            this.hadoop = hadoop;
        }

        @Override
        public boolean hasEnded() {
            boolean active = context().isDefined();
            contextSeen |= active;
            return contextSeen && !active;
        }

        @Override
        public boolean hasExecutors() {
            Option<SparkContext> context = context();
            return context.isDefined()
                    && (context.get().isLocal()
                            || SparkExecutors.areGivenBack(context.get())
                            || (hasSome(context.get())
                                    && ExecutorKind.missing(context.get()).isEmpty()));
        }

        @Override
        public String situation() {
            String missing = context().isDefined() && hasSome(context().get())
                    ? ExecutorKind.missing(context().get())
                            .map(kind -> "there are others, and those " + kind + " are missing; ")
                            .orElse("")
                    : "";
            return missing + ExecutorRequest.describe(spark) + "; " + ClusterOffer.describe(spark, hadoop);
        }

        private static boolean hasSome(SparkContext context) {
            // The driver is listed in addition to the executors.
            return context.getExecutorMemoryStatus().size() > 1;
        }

        /** Returns the running context. */
        private static Option<SparkContext> context() {
            return SparkContext$.MODULE$.getActive().filter(context -> !context.isStopped());
        }
    }
}
