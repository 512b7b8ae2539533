package dev.convoy.kernel.onednn.layer;

import dev.convoy.kernel.graph.LayerSpec.BatchNormalization;
import dev.convoy.kernel.graph.compile.CompiledLayer;
import dev.convoy.kernel.onednn.program.Call;
import dev.convoy.kernel.onednn.program.Gradient;
import dev.convoy.kernel.onednn.program.Layouts;
import dev.convoy.kernel.onednn.program.Program;
import dev.convoy.kernel.onednn.program.StatisticsSteps;
import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;

/**
 * Batch normalization, with ReLU fused if it follows. Training uses the minibatch's statistics; testing, and a frozen
 * layer, use the running ones.
 */
final class OneDnnBatchNormalization implements CompiledLayer.Single<memory, Gradient> {
    private static final int SCALE_AND_SHIFT = dnnl.dnnl_use_scale | dnnl.dnnl_use_shift;

    private final Program program;
    private final BatchNormalization spec;
    private final int flags;
    private final boolean relu;
    private final boolean frozen;
    private final memory.desc channels;
    private memory source;
    private memory mean;
    private memory variance;
    private memory mask;
    private memory gamma;
    private batch_normalization_forward.primitive_desc description;

    OneDnnBatchNormalization(Program program, BatchNormalization spec, boolean relu, boolean frozen) {
        this.program = program;
        this.spec = spec;
        this.relu = relu;
        this.frozen = frozen;
        this.flags = SCALE_AND_SHIFT | (relu ? dnnl.dnnl_fuse_norm_relu : 0);
        this.channels = Layouts.channels(spec.output().channels());
    }

    @Override
    public memory forward(memory given) {
        source = given;
        StatisticsSteps running = new StatisticsSteps(program, spec);
        gamma = spec.locked() ? running.constant(spec.lockedGamma()) : program.parameter(spec.gammaOffset(), channels);
        memory beta =
                spec.locked() ? running.constant(spec.lockedBeta()) : program.parameter(spec.betaOffset(), channels);
        description = description(flags);
        mean = program.allocate(channels);
        variance = program.allocate(channels);
        memory destination = program.allocate(description.dst_desc());

        batch_normalization_forward.primitive_desc testing = description(flags | dnnl.dnnl_use_global_stats);
        Call test = call(testing, beta, destination)
                .with(dnnl.DNNL_ARG_MEAN, running.mean())
                .with(dnnl.DNNL_ARG_VARIANCE, running.variance());
        Call training = call(description, beta, destination)
                .with(dnnl.DNNL_ARG_MEAN, mean)
                .with(dnnl.DNNL_ARG_VARIANCE, variance);
        if (relu) {
            mask = program.allocate(description.workspace_desc());
            training.with(dnnl.DNNL_ARG_WORKSPACE, mask);
            test.with(dnnl.DNNL_ARG_WORKSPACE, mask);
        }
        if (frozen) {
            running.decode(program::append);
            program.append(test);
            return destination;
        }
        running.decode(program::appendInference);
        program.appendInference(test);
        program.appendTraining(training);
        program.appendTraining(running.update(mean, variance));
        return destination;
    }

    private Call call(batch_normalization_forward.primitive_desc of, memory beta, memory destination) {
        return program.call(new batch_normalization_forward(of), of.scratchpad_desc())
                .with(dnnl.DNNL_ARG_SRC, source)
                .with(dnnl.DNNL_ARG_SCALE, gamma)
                .with(dnnl.DNNL_ARG_SHIFT, beta)
                .with(dnnl.DNNL_ARG_DST, destination);
    }

    private batch_normalization_forward.primitive_desc description(int wanted) {
        return program.own(new batch_normalization_forward.primitive_desc(
                program.engine(),
                prop_kind.forward_training.value,
                source.get_desc(),
                source.get_desc(),
                (float) spec.epsilon(),
                wanted,
                program.attributes(),
                false));
    }

    @Override
    public memory backward(Gradient given, boolean needed) {
        memory.desc layout = source.get_desc();
        batch_normalization_backward.primitive_desc back = program.own(new batch_normalization_backward.primitive_desc(
                program.engine(),
                prop_kind.backward.value,
                layout,
                layout,
                layout,
                (float) spec.epsilon(),
                flags,
                description,
                program.attributes(),
                false));
        memory result = program.allocate(layout);
        Call call = program.call(new batch_normalization_backward(back), back.scratchpad_desc())
                .with(dnnl.DNNL_ARG_SRC, source)
                .with(dnnl.DNNL_ARG_MEAN, mean)
                .with(dnnl.DNNL_ARG_VARIANCE, variance)
                .with(dnnl.DNNL_ARG_SCALE, gamma)
                .with(dnnl.DNNL_ARG_DIFF_DST, program.reordered(given.memory(), layout))
                .with(dnnl.DNNL_ARG_DIFF_SRC, result)
                .with(
                        dnnl.DNNL_ARG_DIFF_SCALE,
                        spec.locked() ? program.allocate(channels) : program.gradient(spec.gammaOffset(), channels))
                .with(
                        dnnl.DNNL_ARG_DIFF_SHIFT,
                        spec.locked() ? program.allocate(channels) : program.gradient(spec.betaOffset(), channels));
        if (relu) {
            call.with(dnnl.DNNL_ARG_WORKSPACE, mask);
        }
        program.append(call);
        return needed ? result : null;
    }
}
