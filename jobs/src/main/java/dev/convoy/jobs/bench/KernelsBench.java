package dev.convoy.jobs.bench;

import dev.convoy.kernel.Batch;
import dev.convoy.kernel.GradientKernel;
import dev.convoy.kernel.KernelLookup;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.onednn.MatmulPeak;
import dev.convoy.kernel.onednn.OneDnnProfile;
import dev.convoy.worker.Optimizer;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Gradient + update of one minibatch in one process: Convoy's kernel, its convolution and dense primitives alone, and
 * Deeplearning4j's own {@code fit} both ways. They take turns, so that what drifts hits all.
 */
final class KernelsBench {
    private static final int REPETITIONS = 7;
    private static final double SECONDS_EACH = 1.5;
    private static final int PROFILED_STEPS = 10;

    private final PrintStream out;

    KernelsBench(PrintStream out) {
        this.out = out;
    }

    /** One way to take a step, opened and warm. */
    private record Contender(String name, Runnable step) {}

    List<KernelsReport> run(List<KernelsCase> cases, boolean withDeeplearning4j) {
        List<KernelsReport> reports = new ArrayList<>();
        for (KernelsCase one : cases) {
            KernelsReport report = run(one, withDeeplearning4j);
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
                MatmulPeak peak = new MatmulPeak(given.precision())) {
            List<Contender> contenders = new ArrayList<>();
            contenders.add(new Contender(KernelsReport.CONVOY, () -> {
                kernel.gradient(optimizer.parameters(), batch, optimizer.gradient());
                optimizer.step(0, 0, batch.size());
            }));
            profile.fill(optimizer.parameters(), batch, optimizer.gradient());
            contenders.add(new Contender(KernelsReport.BARE, profile::runBare));
            contenders.add(new Contender(KernelsReport.UPDATE, () -> optimizer.step(0, 0, batch.size())));
            contenders.add(new Contender(KernelsReport.PEAK, peak::run));
            if (withDeeplearning4j) {
                contenders.add(new Contender(KernelsReport.SHIPPED, Deeplearning4jStep.open(model, batch, true)));
                contenders.add(new Contender(KernelsReport.HELPERS, Deeplearning4jStep.open(model, batch, false)));
            }
            List<Measurement> measured = takeTurns(contenders, batch.size());
            Footprint footprint = Footprint.of(contenders.get(0).step());
            Function<String, Measurement> by = name -> measured.stream()
                    .filter(one -> one.name().equals(name))
                    .findFirst()
                    .orElse(null);
            return new KernelsReport(
                    given.toString(),
                    System.getenv().getOrDefault("OMP_NUM_THREADS", "all"),
                    measured,
                    by.apply(KernelsReport.CONVOY).ratioTo(by.apply(KernelsReport.BARE)),
                    withDeeplearning4j ? by.apply(KernelsReport.CONVOY).ratioTo(by.apply(KernelsReport.SHIPPED)) : null,
                    withDeeplearning4j ? by.apply(KernelsReport.CONVOY).ratioTo(by.apply(KernelsReport.HELPERS)) : null,
                    by.apply(KernelsReport.PEAK).median() / batch.size() * peak.operations() / 1e9,
                    profile.times(PROFILED_STEPS),
                    profile.memory(),
                    footprint);
        }
    }

    private static List<Measurement> takeTurns(List<Contender> contenders, int batchSize) {
        contenders.forEach(contender -> measure(contender, batchSize));
        List<List<Double>> figures = contenders.stream()
                .map(contender -> (List<Double>) new ArrayList<Double>())
                .collect(Collectors.toList());
        for (int repetition = 0; repetition < REPETITIONS; repetition++) {
            for (int i = 0; i < contenders.size(); i++) {
                figures.get(i).add(measure(contenders.get(i), batchSize));
            }
        }
        List<Measurement> measured = new ArrayList<>();
        for (int i = 0; i < contenders.size(); i++) {
            measured.add(new Measurement(contenders.get(i).name(), figures.get(i)));
        }
        return measured;
    }

    /** Minibatches of {@code batchSize} a second, times the size. */
    private static double measure(Contender contender, int batchSize) {
        int steps = 0;
        long start = System.nanoTime();
        double seconds;
        do {
            contender.step().run();
            steps++;
            seconds = (System.nanoTime() - start) / 1e9;
        } while (seconds < SECONDS_EACH);
        return steps * batchSize / seconds;
    }
}
