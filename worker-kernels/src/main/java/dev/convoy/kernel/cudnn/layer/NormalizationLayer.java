package dev.convoy.kernel.cudnn.layer;

import dev.convoy.kernel.cudnn.device.DeviceBuffer;
import dev.convoy.kernel.cudnn.program.ColumnReduction;
import dev.convoy.kernel.cudnn.program.Launch;
import dev.convoy.kernel.cudnn.program.Program;
import dev.convoy.kernel.cudnn.program.Tensor;
import dev.convoy.kernel.graph.LayerSpec.BatchNormalization;
import dev.convoy.kernel.graph.compile.CompiledLayer;

/**
 * Batch normalization, with ReLU fused if it follows. Training uses the minibatch's statistics; testing, and a frozen
 * layer, use the running ones.
 */
final class NormalizationLayer implements CompiledLayer.Single<Tensor, Tensor> {
    private final Program program;
    private final BatchNormalization spec;
    private final int relu;
    private final boolean frozen;
    private final int channels;
    private final DeviceBuffer moments;
    private Tensor source;

    NormalizationLayer(Program program, BatchNormalization spec, boolean relu, boolean frozen) {
        this.program = program;
        this.spec = spec;
        this.relu = relu ? 1 : 0;
        this.frozen = frozen;
        this.channels = spec.output().channels();
        this.moments = program.allocate(3L * channels * Float.BYTES);
    }

    @Override
    public Tensor forward(Tensor given) {
        source = given;
        Launch running = program.launch("norm_running")
                .over(channels)
                .with(channels)
                .with(spec.epsilon())
                .withOrNull(gamma())
                .with((float) spec.lockedGamma())
                .with(moments)
                .with(program.parameters(spec.meanOffset()))
                .with(program.parameters(spec.varianceOffset()))
                .with(spec.logDeviation() ? 1 : 0);
        if (frozen) {
            program.append(running);
        } else {
            program.appendInference(running);
            appendStatistics();
        }
        Tensor result = program.tensor(spec.output());
        program.append(ColumnReduction.of(source)
                .launch(program, "norm_apply")
                .with(source.buffer())
                .with(result.buffer())
                .with(source.places())
                .with(channels)
                .with(moments)
                .withOrNull(beta())
                .with((float) spec.lockedBeta())
                .with(relu));
        return result;
    }

    /** Appends the minibatch's statistics and the change of the running ones. */
    private void appendStatistics() {
        ColumnReduction columns = ColumnReduction.of(source);
        DeviceBuffer part = columns.allocate(program, channels);
        DeviceBuffer squares = columns.allocate(program, channels);
        program.appendTraining(columns.launch(program, "norm_sums")
                .with(source.buffer())
                .with(part)
                .with(squares)
                .with(source.places())
                .with(channels));
        program.appendTraining(ColumnReduction.sum(program, "norm_moments", channels)
                .with(source.buffer())
                .with(part)
                .with(squares)
                .with(columns.parts())
                .with(source.places())
                .with(channels)
                .with(spec.epsilon())
                .withOrNull(gamma())
                .with((float) spec.lockedGamma())
                .with(moments)
                .with(program.parameters(spec.meanOffset()))
                .with(program.parameters(spec.varianceOffset()))
                .with(program.gradient(spec.meanOffset()))
                .with(program.gradient(spec.varianceOffset()))
                .with(1 - spec.decay())
                .with(spec.logDeviation() ? 1 : 0));
    }

    @Override
    public Tensor backward(Tensor gradient, boolean needed) {
        ColumnReduction columns = ColumnReduction.of(source);
        DeviceBuffer part = columns.allocate(program, channels);
        DeviceBuffer products = columns.allocate(program, channels);
        DeviceBuffer shares = program.allocate(2L * channels * Float.BYTES);
        program.append(columns.launch(program, "norm_back_sums")
                .with(source.buffer())
                .with(gradient.buffer())
                .with(part)
                .with(products)
                .with(source.places())
                .with(channels)
                .with(moments)
                .withOrNull(beta())
                .with((float) spec.lockedBeta())
                .with(relu));
        program.append(ColumnReduction.sum(program, "norm_back_means", channels)
                .with(part)
                .with(products)
                .with(columns.parts())
                .with(source.places())
                .with(channels)
                .with(moments)
                .with(shares)
                .withOrNull(spec.locked() ? null : program.gradient(spec.betaOffset()))
                .withOrNull(spec.locked() ? null : program.gradient(spec.gammaOffset())));
        if (!needed) {
            return null;
        }
        Tensor before = program.tensor(spec.output());
        program.append(columns.launch(program, "norm_back")
                .with(source.buffer())
                .with(gradient.buffer())
                .with(before.buffer())
                .with(source.places())
                .with(channels)
                .with(moments)
                .with(shares)
                .withOrNull(beta())
                .with((float) spec.lockedBeta())
                .with(relu));
        return before;
    }

    private DeviceBuffer gamma() {
        return spec.locked() ? null : program.parameters(spec.gammaOffset());
    }

    private DeviceBuffer beta() {
        return spec.locked() ? null : program.parameters(spec.betaOffset());
    }
}
