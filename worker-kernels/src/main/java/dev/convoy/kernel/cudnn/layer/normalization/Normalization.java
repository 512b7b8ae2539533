package dev.convoy.kernel.cudnn.layer.normalization;

import dev.convoy.kernel.cudnn.device.DeviceBuffer;
import dev.convoy.kernel.cudnn.program.ColumnReduction;
import dev.convoy.kernel.cudnn.program.Launch;
import dev.convoy.kernel.cudnn.program.Program;
import dev.convoy.kernel.cudnn.program.Tensor;
import dev.convoy.kernel.graph.LayerSpec.BatchNormalization;

/** The numbers of a batch normalization on the GPU, and its steps apart from applying them. */
final class Normalization {
    private final Program program;
    private final BatchNormalization spec;
    private final int channels;
    private final DeviceBuffer moments;
    private final DeviceBuffer shares;
    private Tensor source;

    Normalization(Program program, BatchNormalization spec) {
        this.program = program;
        this.spec = spec;
        this.channels = spec.output().channels();
        this.moments = program.allocate(3L * channels * Float.BYTES);
        this.shares = program.allocate(2L * channels * Float.BYTES);
    }

    Tensor source() {
        return source;
    }

    /**
     * Appends the statistics: of the minibatch in training, with the change of the running ones; at test time, the
     * running ones.
     *
     * @param frozen whether training uses the running statistics too
     */
    void measure(Tensor given, boolean frozen) {
        source = given;
        if (frozen) {
            program.append(running());
        } else {
            program.appendInference(running());
            program.appendTraining(ofMinibatch());
        }
    }

    private Launch running() {
        return passStatisticsTo(program.launch("norm_running").over(channels)).with(spec.logDeviation() ? 1 : 0);
    }

    private Launch ofMinibatch() {
        ColumnReduction columns = ColumnReduction.of(source);
        Launch launch = columns.launch(program, "norm_moments")
                .with(source.buffer())
                .with(columns.allocate(program, channels, 2))
                .with(columns.counters(program))
                .with(source.places());
        return passStatisticsTo(launch)
                .with(program.gradient(spec.meanOffset()))
                .with(program.gradient(spec.varianceOffset()))
                .with(1 - spec.decay())
                .with(spec.logDeviation() ? 1 : 0);
    }

    private Launch passStatisticsTo(Launch launch) {
        return launch.with(channels)
                .with(spec.epsilon())
                .withOrNull(gamma())
                .with((float) spec.lockedGamma())
                .with(moments)
                .with(program.parameters(spec.meanOffset()))
                .with(program.parameters(spec.varianceOffset()));
    }

    /** Passes the numbers that normalize a value. */
    Launch passTo(Launch launch) {
        return launch.with(moments).withOrNull(beta()).with((float) spec.lockedBeta());
    }

    Launch passMomentsTo(Launch launch) {
        return launch.with(moments);
    }

    /** Passes what a kernel writes that sums for the backward pass. */
    Launch passSharesTo(Launch launch) {
        return launch.with(shares)
                .withOrNull(spec.locked() ? null : program.gradient(spec.betaOffset()))
                .withOrNull(spec.locked() ? null : program.gradient(spec.gammaOffset()));
    }

    /**
     * Returns the gradient by the source; the shares have been computed.
     *
     * @param gradient by the normalized value, or by that after a ReLU
     */
    Tensor backward(Tensor gradient, int relu) {
        Tensor before = program.tensor(spec.output());
        Launch launch = ColumnReduction.withoutSums(source)
                .launch(program, "norm_back")
                .with(source.buffer())
                .with(gradient.buffer())
                .with(before.buffer())
                .with(source.places())
                .with(channels)
                .with(moments)
                .with(shares)
                .withOrNull(beta())
                .with((float) spec.lockedBeta())
                .with(relu);
        program.append(launch);
        return before;
    }

    private DeviceBuffer gamma() {
        return spec.locked() ? null : program.parameters(spec.gammaOffset());
    }

    private DeviceBuffer beta() {
        return spec.locked() ? null : program.parameters(spec.betaOffset());
    }
}
