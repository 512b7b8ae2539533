package dev.convoy.kernel.onednn.program;

import dev.convoy.kernel.graph.LayerSpec.BatchNormalization;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.bytedeco.dnnl.memory;

/** The running mean and variance of a batch normalization, which Deeplearning4j keeps among the parameters. */
public final class StatisticsSteps {
    private static final double LN_10 = StrictMath.log(10);

    private final Program program;
    private final BatchNormalization spec;
    private final memory.desc channels;
    private final memory mean;
    private final memory storedVariance;
    private final memory variance;

    public StatisticsSteps(Program program, BatchNormalization spec) {
        this.program = program;
        this.spec = spec;
        this.channels = Layouts.channels(spec.output().channels());
        this.mean = program.parameter(spec.meanOffset(), channels);
        this.storedVariance = program.parameter(spec.varianceOffset(), channels);
        this.variance = spec.logDeviation() ? program.allocate(channels) : storedVariance;
    }

    public memory mean() {
        return mean;
    }

    /** Returns the variance, which is valid after {@link #decode}. */
    public memory variance() {
        return variance;
    }

    /** Returns a vector that holds {@code value} for every channel. */
    public memory constant(double value) {
        Floats filled = new Floats(program.fixed(channels));
        Arrays.fill(filled.values(), (float) value);
        filled.store();
        return filled.memory();
    }

    /** Appends the step that turns log10 of the standard deviation into the variance, if the model stores that. */
    public void decode(Consumer<Step> pass) {
        if (!spec.logDeviation()) {
            return;
        }
        Floats from = new Floats(storedVariance);
        Floats to = new Floats(variance);
        pass.accept(new JavaStep(List.of(storedVariance, variance), () -> {
            float[] stored = from.load();
            for (int i = 0; i < stored.length; i++) {
                to.values()[i] = (float) StrictMath.pow(10, 2.0 * stored[i]);
            }
            to.store();
        }));
    }

    /**
     * Writes the change that Deeplearning4j subtracts from the stored statistics:
     * {@code (1 − decay) · (running − batch)}, or for the logarithm
     * {@code ln(v / (decay · v + (1 − decay) · batch)) / (2 · ln 10)}.
     */
    public Step update(memory batchMean, memory batchVariance) {
        memory meanChange = program.gradient(spec.meanOffset(), channels);
        memory varianceChange = program.gradient(spec.varianceOffset(), channels);
        Floats oldMean = new Floats(mean);
        Floats newMean = new Floats(batchMean);
        Floats oldVariance = new Floats(storedVariance);
        Floats newVariance = new Floats(batchVariance);
        Floats meanBy = new Floats(meanChange);
        Floats varianceBy = new Floats(varianceChange);
        double rest = 1 - spec.decay();
        return new JavaStep(List.of(mean, batchMean, storedVariance, batchVariance, meanChange, varianceChange), () -> {
            oldMean.load();
            newMean.load();
            oldVariance.load();
            newVariance.load();
            for (int i = 0; i < meanBy.values().length; i++) {
                meanBy.values()[i] = (float) (rest * (oldMean.values()[i] - newMean.values()[i]));
                varianceBy.values()[i] = spec.logDeviation()
                        ? logChange(oldVariance.values()[i], newVariance.values()[i])
                        : (float) (rest * (oldVariance.values()[i] - newVariance.values()[i]));
            }
            meanBy.store();
            varianceBy.store();
        });
    }

    private float logChange(float stored, float batch) {
        double before = Math.max(StrictMath.pow(10, 2.0 * stored), BatchNormalization.LEAST_VARIANCE);
        double after = Math.max(spec.decay() * before + (1 - spec.decay()) * batch, BatchNormalization.LEAST_VARIANCE);
        return (float) (StrictMath.log(before / after) / (2 * LN_10));
    }
}
