package dev.convoy.jobs.doctor;

import dev.convoy.driver.doctor.Facts;
import dev.convoy.driver.doctor.HostFacts;
import dev.convoy.jobs.job.Preparation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;

/** A cluster that is opened in the background to ask its machines, and closed again. */
final class Machines implements AutoCloseable {
    private final SparkConf spark;
    private final Background<List<HostFacts>> answers;

    /**
     * @param engine engine whose libraries are tried; empty for none
     * @param patience time to wait for executors, and for their answers
     */
    Machines(SparkConf spark, FactFinder finder, Facts settings, String engine, Duration patience) {
        this.spark = spark;
        this.answers = new Background<>(() -> {
            JavaSparkContext context = open(spark);
            int wanted = settings.cluster().spark().executors().orElse(1);
            return HostProbe.await(context, wanted, patience)
                    ? finder.hosts(context, engine, patience)
                    : List.<HostFacts>of();
        });
    }

    /** Opens the cluster without the console lines of a training that waits. */
    private static JavaSparkContext open(SparkConf spark) {
        return JavaSparkContext.fromSparkContext(SparkContext.getOrCreate(spark));
    }

    /**
     * Returns what the machines say; empty if they do not answer within the time.
     *
     * @throws ExecutionException if the cluster does not take the job
     */
    Optional<List<HostFacts>> answers(Duration limit) throws ExecutionException {
        return answers.get(limit).filter(hosts -> !hosts.isEmpty());
    }

    /**
     * Does something with the open cluster; empty if that takes longer.
     *
     * @throws ExecutionException if it fails
     */
    <T> Optional<T> use(Duration limit, Function<JavaSparkContext, T> work) throws ExecutionException {
        return new Background<>(() -> work.apply(open(spark))).get(limit);
    }

    @Override
    public void close() {
        answers.thread.interrupt();
        Preparation.closeCluster();
    }

    /** Work on a thread that does not keep the process alive. */
    private static final class Background<T> {
        private final FutureTask<T> task;
        private final Thread thread;

        Background(Callable<T> work) {
            task = new FutureTask<>(work);
            thread = new Thread(task, "check the machines");
            thread.setDaemon(true);
            thread.start();
        }

        Optional<T> get(Duration limit) throws ExecutionException {
            try {
                return Optional.of(task.get(limit.toMillis(), TimeUnit.MILLISECONDS));
            } catch (TimeoutException e) {
                thread.interrupt();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Optional.empty();
        }
    }
}
