package dev.convoy.bench;

import dev.convoy.bench.measure.Footprint;
import dev.convoy.bench.measure.Measurement;
import dev.convoy.kernel.Batch;
import dev.convoy.kernel.GradientKernel;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.lookup.KernelLookup;
import dev.convoy.kernel.onednn.MatmulPeak;
import dev.convoy.kernel.onednn.OneDnnProfile;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.Optimizer;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

/**
 * Measures gradient + update of one minibatch in one process: Convoy's kernel, its convolution and dense primitives
 * alone, and Deeplearning4j's own {@code fit} both ways. They take turns, so that drift affects all.
 */
final class KernelsBench {
    private static final int REPETITIONS = 7;
    private static final double SECONDS_EACH = 1.5;
    private static final int PROFILED_STEPS = 10;

    private final PrintStream out;

    KernelsBench(PrintStream out) {
        this.out = out;
    }

    /** One implementation, ready to be measured for a number of seconds. */
    record Contender(String name, DoubleUnaryOperator imagesPerSecond) {}

    List<KernelsReport> run(List<KernelsCase> cases, boolean withDeeplearning4j) {
        List<KernelsReport> reports = new ArrayList<>();
        for (KernelsCase kernelsCase : cases) {
            KernelsReport report = run(kernelsCase, withDeeplearning4j);
            report.print(out);
            reports.add(report);
        }
        return reports;
    }

    private KernelsReport run(KernelsCase given, boolean withDeeplearning4j) {
        Model model = given.open();
        Batch batch = given.batch();
        try (GradientKernel kernel = KernelLookup.open("onednn", model, given.precision());
                Optimizer optimizer = new Optimizer(model, given.precision(), 1);
                OneDnnProfile profile = new OneDnnProfile(model, given.precision(), batch.size());
                MatmulPeak peak = new MatmulPeak(given.precision());
                TwoTasks twoTasks = new TwoTasks(model, given.precision(), batch)) {
            Runnable step = () -> {
                kernel.gradient(optimizer.parameters(), batch, optimizer.gradient());
                optimizer.step(0, 0, batch.size());
            };
            profile.fill(optimizer.parameters(), batch, optimizer.gradient());
            List<Contender> contenders = new ArrayList<>();
            contenders.add(stepping(KernelsReport.CONVOY, step, batch));
            contenders.add(stepping(KernelsReport.BARE, profile::runBare, batch));
            contenders.add(stepping(KernelsReport.UPDATE, () -> optimizer.step(0, 0, batch.size()), batch));
            contenders.add(stepping(KernelsReport.PEAK, peak::run, batch));
            contenders.add(new Contender(KernelsReport.TWO_TASKS, twoTasks::imagesPerSecond));
            if (withDeeplearning4j) {
                contenders.add(stepping(KernelsReport.SHIPPED, Deeplearning4jStep.open(model, batch, true), batch));
                contenders.add(stepping(KernelsReport.HELPERS, Deeplearning4jStep.open(model, batch, false), batch));
            }
            List<Measurement> measured = takeTurns(contenders);
            ModelState state = optimizer.state();
            return new KernelsReport(
                    given.toString(),
                    System.getenv().getOrDefault("OMP_NUM_THREADS", "all"),
                    measured,
                    peak.operations() / batch.size() / 1e9,
                    profile.times(PROFILED_STEPS),
                    new KernelsReport.Memory(
                            profile.memory(),
                            // Parameters and their gradient, and the optimizer state.
                            2L * state.parameters().bytes().length
                                    + state.updaterState().bytes().length,
                            Footprint.of(step)));
        }
    }

    private static Contender stepping(String name, Runnable step, Batch batch) {
        return new Contender(name, seconds -> Measurement.imagesPerSecond(step, batch.size(), seconds));
    }

    static List<Measurement> takeTurns(List<Contender> contenders) {
        Map<String, List<Double>> figures = new LinkedHashMap<>();
        // The first turn warms up, and does not count.
        for (int repetition = 0; repetition <= REPETITIONS; repetition++) {
            for (Contender contender : contenders) {
                double figure = contender.imagesPerSecond().applyAsDouble(SECONDS_EACH);
                if (repetition > 0) {
                    figures.computeIfAbsent(contender.name(), name -> new ArrayList<>())
                            .add(figure);
                }
            }
        }
        return figures.entrySet().stream()
                .map(entry -> new Measurement(entry.getKey(), entry.getValue()))
                .toList();
    }
}
