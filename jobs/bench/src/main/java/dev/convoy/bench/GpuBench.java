package dev.convoy.bench;

import dev.convoy.bench.measure.Measurement;
import dev.convoy.kernel.Batch;
import dev.convoy.kernel.Device;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.lookup.KernelLookup;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.Optimizer;
import dev.convoy.worker.WorkerStep;
import java.io.PrintStream;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Measures a worker's part of a round, including copies in and out, on the first GPU and on all cores of the CPU; and
 * the GPU's training steps without the round's copies, which is what other trainers report.
 */
final class GpuBench {
    static final List<KernelsCase> CASES = List.of(
            new KernelsCase("vgg-small", KernelsCase.CIFAR, 10, 512, Precision.BFLOAT16, true),
            new KernelsCase("resnet50", KernelsCase.IMAGENET, 1000, 128, Precision.BFLOAT16, true));

    private static final Device GPU = new Device(0);
    private static final int STEPS = 5;
    private static final int MORE_STEPS = 25;

    private final PrintStream out;

    GpuBench(PrintStream out) {
        this.out = out;
    }

    /**
     * The content of {@code --out} for each case.
     *
     * @param arithmetic arithmetic of the engines
     * @param ratio ratio of images/s in whole rounds, median of the pairs
     */
    record Result(String network, List<String> arithmetic, List<Measurement> measurements, double ratio) {}

    /** @throws dev.convoy.base.InvalidInputException if no GPU can compute the case */
    Result run(KernelsCase given) {
        Model model = given.open();
        Batch batch = given.batch();
        List<String> arithmetic = Stream.of("cudnn", "onednn")
                .map(engine -> KernelLookup.choose(engine, model, given.precision(), GPU)
                        .arithmetic())
                .toList();
        int cores = Runtime.getRuntime().availableProcessors();
        try (Optimizer optimizer = new Optimizer(model, given.precision(), 1);
                WorkerStep gpu = new WorkerStep(model, given.precision(), "cudnn", cores, GPU);
                WorkerStep cpu = new WorkerStep(model, given.precision(), "onednn", cores, Device.CPU)) {
            ModelState start = optimizer.state();
            List<Measurement> measured = KernelsBench.takeTurns(List.of(
                    round("cudnn, round", gpu, start, batch),
                    round(String.format(Locale.ROOT, "onednn, %d cores, round", cores), cpu, start, batch),
                    steps("cudnn, steps", gpu, start, batch)));
            measured.forEach(
                    figure -> out.printf(Locale.ROOT, "%s: %s %.1f img/s%n", given, figure.name(), figure.median()));
            return new Result(
                    given.toString(), arithmetic, measured, measured.get(0).ratioTo(measured.get(1)));
        }
    }

    private static KernelsBench.Contender round(String name, WorkerStep worker, ModelState start, Batch batch) {
        Runnable round = () -> run(worker, start, batch, STEPS);
        return new KernelsBench.Contender(
                name, seconds -> KernelsBench.imagesPerSecond(round, STEPS * batch.size(), seconds));
    }

    /** Measures how much longer a round with more steps takes, because both rounds copy the same amount. */
    private static KernelsBench.Contender steps(String name, WorkerStep worker, ModelState start, Batch batch) {
        return new KernelsBench.Contender(name, seconds -> {
            double all = 0;
            double beyond = 0;
            int pairs = 0;
            do {
                double few = run(worker, start, batch, STEPS);
                double more = run(worker, start, batch, STEPS + MORE_STEPS);
                all += few + more;
                beyond += more - few;
                pairs++;
            } while (all < seconds);
            return (double) pairs * MORE_STEPS * batch.size() / beyond;
        });
    }

    /** Returns the seconds of a round. */
    private static double run(WorkerStep worker, ModelState start, Batch batch, int steps) {
        long before = System.nanoTime();
        worker.run(start, Collections.nCopies(steps, batch).iterator(), 0, 0);
        return (System.nanoTime() - before) / 1e9;
    }
}
