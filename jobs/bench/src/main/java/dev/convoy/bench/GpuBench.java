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
import java.util.ArrayList;
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
    private static final String GPU_ENGINE = "cudnn";
    private static final String CPU_ENGINE = "onednn";
    private static final int CPU_STEPS = 5;
    /** How many times the steps of a round the longer one of two rounds has in addition. */
    private static final int MORE = 5;

    private final PrintStream out;

    GpuBench(PrintStream out) {
        this.out = out;
    }

    /**
     * The content of {@code --out} for each case.
     *
     * @param arithmetic arithmetic of the engines
     * @param roundsBySteps ratio of images/s in whole rounds to those in steps alone, median of the pairs
     */
    record Result(String network, List<String> arithmetic, List<Measurement> measurements, double roundsBySteps) {}

    /**
     * @param alone whether the CPU is left out
     * @throws dev.convoy.base.InvalidInputException if no GPU can compute the case
     */
    Result run(KernelsCase given, boolean alone) {
        Model model = given.open();
        // Says what is missing where there is no GPU.
        List<String> arithmetic = arithmetic(given, model, alone);
        int steps = steps(given);
        int cores = Runtime.getRuntime().availableProcessors();
        try (Optimizer optimizer = new Optimizer(model, given.precision(), 1);
                WorkerStep gpu = new WorkerStep(model, given.precision(), GPU_ENGINE, cores, GPU);
                WorkerStep cpu =
                        alone ? null : new WorkerStep(model, given.precision(), CPU_ENGINE, cores, Device.CPU)) {
            ModelState start = optimizer.state();
            Batch batch = given.pixels();
            List<KernelsBench.Contender> contenders = new ArrayList<>(List.of(
                    round(String.format(Locale.ROOT, "cudnn, rounds of %d steps", steps), gpu, start, batch, steps),
                    steps("cudnn, steps", gpu, start, batch, steps)));
            if (cpu != null) {
                contenders.add(round(
                        String.format(Locale.ROOT, "onednn, %d cores, round", cores), cpu, start, batch, CPU_STEPS));
            }
            List<Measurement> measured = KernelsBench.takeTurns(contenders);
            measured.forEach(
                    figure -> out.printf(Locale.ROOT, "%s: %s %.1f img/s%n", given, figure.name(), figure.median()));
            double share = measured.get(0).ratioTo(measured.get(1));
            out.printf(Locale.ROOT, "%s: rounds have %.1f %% of the steps' speed%n", given, 100 * share);
            return new Result(given.toString(), arithmetic, measured, share);
        }
    }

    private static List<String> arithmetic(KernelsCase given, Model model, boolean alone) {
        return Stream.of(GPU_ENGINE, CPU_ENGINE)
                .limit(alone ? 1 : 2)
                .map(engine -> KernelLookup.choose(engine, model, given.precision(), GPU)
                        .arithmetic())
                .toList();
    }

    /** Returns the steps of a round that takes about 0.1 s on an H100. */
    private static int steps(KernelsCase given) {
        return given.shape().equals(KernelsCase.CIFAR) ? 50 : 5;
    }

    private static KernelsBench.Contender round(
            String name, WorkerStep worker, ModelState start, Batch batch, int steps) {
        Runnable round = () -> run(worker, start, batch, steps);
        return new KernelsBench.Contender(
                name, seconds -> Measurement.imagesPerSecond(round, steps * batch.size(), seconds));
    }

    /** Measures how much longer a round with more steps takes, because both rounds copy the same amount. */
    private static KernelsBench.Contender steps(
            String name, WorkerStep worker, ModelState start, Batch batch, int steps) {
        return new KernelsBench.Contender(name, seconds -> {
            double all = 0;
            double beyond = 0;
            int pairs = 0;
            do {
                double few = run(worker, start, batch, steps);
                double more = run(worker, start, batch, steps + MORE * steps);
                all += few + more;
                beyond += more - few;
                pairs++;
            } while (all < seconds);
            return (double) pairs * MORE * steps * batch.size() / beyond;
        });
    }

    /** Returns the seconds of a round. */
    private static double run(WorkerStep worker, ModelState start, Batch batch, int steps) {
        long before = System.nanoTime();
        worker.run(start, Collections.nCopies(steps, batch).iterator(), 0, 0);
        return (System.nanoTime() - before) / 1e9;
    }
}
