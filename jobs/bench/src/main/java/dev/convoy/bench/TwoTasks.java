package dev.convoy.bench;

import dev.convoy.bench.measure.Measurement;
import dev.convoy.kernel.Batch;
import dev.convoy.kernel.GradientKernel;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.lookup.KernelLookup;
import dev.convoy.worker.Optimizer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.nd4j.nativeblas.NativeOpsHolder;

/** Two tasks of one kernel thread each, like two tasks of a Spark executor, each with its own parameters. */
final class TwoTasks implements AutoCloseable {
    private static final int TASKS = 2;

    private final Batch batch;
    private final List<ExecutorService> threads = new ArrayList<>();
    private final List<Task> tasks = new ArrayList<>();

    private record Task(GradientKernel kernel, Optimizer optimizer) {}

    TwoTasks(Model model, Precision precision, Batch batch) {
        this.batch = batch;
        for (int i = 0; i < TASKS; i++) {
            ExecutorService thread = Executors.newSingleThreadExecutor();
            threads.add(thread);
            tasks.add(wait(thread.submit(() -> {
                // OpenMP keeps the number of threads for each calling thread.
                NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
                return new Task(KernelLookup.open("onednn", model, precision), new Optimizer(model, precision, 1));
            })));
        }
    }

    /** Returns the images of both tasks together in a second, measured over about {@code seconds}. */
    double imagesPerSecond(double seconds) {
        List<Future<Double>> running = new ArrayList<>();
        for (int i = 0; i < TASKS; i++) {
            Task task = tasks.get(i);
            running.add(threads.get(i)
                    .submit(() -> Measurement.imagesPerSecond(
                            () -> {
                                task.kernel()
                                        .gradient(
                                                task.optimizer().parameters(),
                                                batch,
                                                task.optimizer().gradient());
                                task.optimizer().step(0, 0, batch.size());
                            },
                            batch.size(),
                            seconds)));
        }
        return running.stream().mapToDouble(TwoTasks::wait).sum();
    }

    private static <T> T wait(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while tasks ran", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a task failed: " + e.getCause().getMessage(), e.getCause());
        }
    }

    @Override
    public void close() {
        tasks.forEach(task -> {
            task.kernel().close();
            task.optimizer().close();
        });
        threads.forEach(ExecutorService::shutdownNow);
    }
}
