package dev.convoy.driver.round;

import dev.convoy.driver.checkpoint.ClusterCounters;
import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.executor.TrainingRuntime.Part;
import dev.convoy.driver.executor.WorkerRuntime;
import dev.convoy.driver.executor.WorkerSpec;
import dev.convoy.driver.plan.Round;
import dev.convoy.kernel.Device;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.Predictions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.apache.hadoop.conf.Configuration;

/** Workers as threads of this process: for tests, and as the reference for the cost of Spark. */
public final class LocalWorkers implements Workers {
    private final WorkerSpec job;
    private final int threads;
    private final WorkerRuntime host;
    private final ExecutorService pool;

    public LocalWorkers(WorkerSpec job, int threads, Configuration hadoop) {
        this.job = job;
        this.threads = threads;
        this.host = new WorkerRuntime(job, hadoop, Device.CPU);
        this.pool = Executors.newFixedThreadPool(threads);
    }

    @Override
    public RoundResult run(Round round, ModelState state) {
        StateAverage average = new StateAverage(job.modelSpec().runningStatistics());
        inWorkerOrder(worker -> host.train(worker, round, state, Device.CPU)).forEach(average::add);
        return average.result();
    }

    @Override
    public Predictions evaluate(Split split, ModelState state) {
        Predictions all = new Predictions();
        inWorkerOrder(part -> host.evaluate(new Part(split, part, job.plan().workers()), state, Device.CPU))
                .forEach(all::append);
        return all;
    }

    @Override
    public int parallelism() {
        return Math.min(threads, job.plan().workers());
    }

    @Override
    public ClusterCounters counters() {
        return ClusterCounters.NONE;
    }

    @Override
    public void close() {
        pool.shutdownNow();
        host.close();
    }

    private <R> List<R> inWorkerOrder(IntFunction<R> compute) {
        List<Future<R>> running = new ArrayList<>();
        for (int worker = 0; worker < job.plan().workers(); worker++) {
            int number = worker;
            running.add(pool.submit(() -> compute.apply(number)));
        }
        List<R> results = new ArrayList<>();
        for (Future<R> one : running) {
            try {
                results.add(one.get());
            } catch (ExecutionException e) {
                throw new IllegalStateException(
                        "a worker failed: " + e.getCause().getMessage(), e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while workers ran", e);
            }
        }
        return results;
    }
}
