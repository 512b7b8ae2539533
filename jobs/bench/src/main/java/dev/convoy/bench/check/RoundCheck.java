package dev.convoy.bench.check;

import dev.convoy.base.FlatVector;
import dev.convoy.kernel.DeviceTraining;
import dev.convoy.kernel.GradientKernel;
import dev.convoy.kernel.SegmentUpdate;
import dev.convoy.kernel.SegmentUpdate.Hyperparameters;
import dev.convoy.kernel.SegmentUpdate.Penalty;
import dev.convoy.kernel.SegmentUpdate.Rule;
import dev.convoy.kernel.SegmentUpdate.Segment;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Compares a round of three steps on the GPU with the kernel's own gradients and the formulas of the updates, computed
 * on the CPU. The parameters are cut into one segment for each update rule.
 */
final class RoundCheck {
    private static final int STEPS = 3;
    /** The gradient itself as a step would change weights too much. */
    private static final float SUBTRACT_DIVISOR = 100;
    /** Large enough that a small gradient's last digits do not decide the direction of a step. */
    private static final float EPSILON = 0.1f;

    private final GradientKernel kernel;
    private final CheckInputs inputs;
    private final List<SegmentUpdate> updates;
    private final double tolerance;

    /** @param seed decides which part of the parameters follows which rule */
    RoundCheck(GradientKernel kernel, CheckInputs inputs, long seed, double tolerance) {
        this.kernel = kernel;
        this.inputs = inputs;
        this.tolerance = tolerance;
        this.updates = updates(inputs, seed);
    }

    private static List<SegmentUpdate> updates(CheckInputs inputs, long seed) {
        Rule[] rules = EnumSet.complementOf(EnumSet.of(Rule.HEAVY_BALL)).toArray(Rule[]::new);
        int length = inputs.parameters().length;
        List<SegmentUpdate> updates = new ArrayList<>();
        for (int i = 0; i < rules.length; i++) {
            Rule rule = rules[(int) Math.floorMod(seed + i, (long) rules.length)];
            int from = (int) ((long) length * i / rules.length);
            int to = (int) ((long) length * (i + 1) / rules.length);
            float examples = inputs.batch().size();
            float divisor = rule == Rule.SUBTRACT ? SUBTRACT_DIVISOR * examples : examples;
            if (from < to) {
                updates.add(new SegmentUpdate(
                        new Segment(rule, from, to, from, length + from),
                        new Penalty(divisor, i % 2 == 0 ? 0.001f : 0, 1e-3f),
                        new Hyperparameters(0.01f, 0.9f, 0.99f, EPSILON)));
            }
        }
        return updates;
    }

    /** Returns a difference for the loss, and one for each segment's parameters and its optimizer state. */
    List<Difference> run(DeviceTraining training) {
        float[] start = inputs.parameters();
        UpdateFormulas wanted = new UpdateFormulas(start.clone(), new float[2 * start.length]);
        double wantedLoss = 0;
        float[] gradient = new float[start.length];
        for (int step = 0; step < STEPS; step++) {
            try (FloatPointer given = new FloatPointer(wanted.parameters());
                    FloatPointer result = new FloatPointer(gradient)) {
                wantedLoss += kernel.gradient(given, inputs.batch(), result);
                result.get(gradient);
            }
            for (SegmentUpdate update : updates) {
                wanted.apply(update, gradient);
            }
        }
        DeviceTraining.Trained trained = train(training, start);
        UpdateFormulas seen = new UpdateFormulas(
                trained.parameters().toFloats(), trained.states().toFloats());
        double loss = trained.lossSum();
        List<Difference> differences = new ArrayList<>();
        differences.add(Difference.of("loss of a round", Math.abs(loss - wantedLoss), Math.abs(wantedLoss), tolerance));
        for (SegmentUpdate update : updates) {
            differences.add(parameters(update, start, wanted, seen));
            differences.add(states(update, wanted, seen));
        }
        return differences;
    }

    private DeviceTraining.Trained train(DeviceTraining training, float[] start) {
        training.begin(FlatVector.of(start), FlatVector.of(new float[2 * start.length]));
        for (int step = 0; step < STEPS; step++) {
            training.step(inputs.batch(), updates);
        }
        return training.end();
    }

    /** Compares by the greatest change, because a step changes a parameter little. */
    private Difference parameters(SegmentUpdate update, float[] start, UpdateFormulas wanted, UpdateFormulas seen) {
        double change = 0;
        double difference = 0;
        double greatest = 0;
        for (int i = update.segment().from(); i < update.segment().to(); i++) {
            double expected = wanted.parameters()[i];
            change = Math.max(change, Math.abs(expected - start[i]));
            greatest = Math.max(greatest, Math.abs(expected));
            difference = Math.max(difference, Math.abs(seen.parameters()[i] - expected));
        }
        // Each step rounds the parameter itself.
        double rounding = STEPS * Math.ulp((float) greatest);
        return Difference.of(
                "parameters after a round with " + update.rule(),
                difference <= rounding ? 0 : difference,
                change,
                tolerance);
    }

    private Difference states(SegmentUpdate update, UpdateFormulas wanted, UpdateFormulas seen) {
        double greatest = 0;
        double difference = 0;
        for (int moment :
                new int[] {update.segment().firstMoment(), update.segment().secondMoment()}) {
            int length = update.segment().to() - update.segment().from();
            for (int i = moment; i < moment + length; i++) {
                greatest = Math.max(greatest, Math.abs(wanted.states()[i]));
                difference = Math.max(difference, Math.abs(seen.states()[i] - wanted.states()[i]));
            }
        }
        return Difference.of("optimizer state after a round with " + update.rule(), difference, greatest, tolerance);
    }
}
