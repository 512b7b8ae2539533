package dev.convoy.driver.spark;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkContext$;
import scala.Option;

/**
 * Says on the console what a job waits for while the cluster has given it no executor: first after 15 seconds, then each minute.
 * It ends with the first executor, or with the context.
 */
public final class ExecutorWait {
    private static final Times TIMES = new Times(Duration.ofSeconds(15), Duration.ofMinutes(1), Duration.ofMillis(250));

    private final Supplier<String> situation;
    private final Times times;
    private final Consumer<String> console;
    private boolean contextSeen;

    /**
     * When to speak.
     *
     * @param first time without an executor until the first line
     * @param again time between two lines
     * @param poll time between two looks
     */
    record Times(Duration first, Duration again, Duration poll) {}

    public ExecutorWait(SparkConf spark, Configuration hadoop, Consumer<String> console) {
        this(() -> ExecutorRequest.describe(spark) + "; " + ClusterOffer.describe(spark, hadoop), TIMES, console);
    }

    /** @param situation what was requested and what the cluster offers */
    ExecutorWait(Supplier<String> situation, Times times, Consumer<String> console) {
        this.situation = situation;
        this.times = times;
        this.console = console;
    }

    /** Starts to watch, before the context is there: that of YARN is not, until YARN has taken the application. */
    public void start() {
        Thread thread = new Thread(this::watch, "wait for executors");
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        long start = System.nanoTime();
        long next = times.first().toNanos();
        while (isWaiting()) {
            long waited = System.nanoTime() - start;
            if (waited >= next) {
                console.accept(String.format(
                        Locale.ROOT,
                        "waiting for an executor since %d s: %s",
                        Duration.ofNanos(waited).toSeconds(),
                        situation.get()));
                next += times.again().toNanos();
            }
            try {
                Thread.sleep(times.poll().toMillis());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private boolean isWaiting() {
        Option<SparkContext> active = SparkContext$.MODULE$.getActive();
        if (active.isEmpty()) {
            return !contextSeen;
        }
        contextSeen = true;
        SparkContext spark = active.get();
        // The driver is listed, too.
        return !spark.isStopped()
                && !spark.isLocal()
                && spark.getExecutorMemoryStatus().size() < 2;
    }
}
