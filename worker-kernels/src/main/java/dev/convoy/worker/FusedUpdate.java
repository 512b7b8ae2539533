package dev.convoy.worker;

import dev.convoy.kernel.HostMemory;
import dev.convoy.kernel.SegmentUpdate;
import dev.convoy.learning.Lars;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.FloatPointer;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;

/**
 * Deeplearning4j's step for its common updaters, in one pass over memory. Deeplearning4j makes one pass each to divide
 * by the minibatch size, to regularize, to update and to subtract, which takes a tenth of a step of a small network.
 * The values are the same except for rounding.
 */
final class FusedUpdate {
    /** Number of values at a time: five arrays of this length fit into the nearest cache. */
    private static final int CHUNK_VALUES = 1024;

    private final FloatBuffer parameters;
    private final FloatBuffer gradients;
    private final FloatBuffer states;
    private final List<Segment> segments;
    private final float[] values = new float[CHUNK_VALUES];
    private final float[] gradient = new float[CHUNK_VALUES];
    private final float[] first = new float[CHUNK_VALUES];
    private final float[] second = new float[CHUNK_VALUES];

    /**
     * Neighbouring parameters that follow one rule.
     *
     * @param divides whether their gradient is a sum over the minibatch
     * @param isWeight whether they are a layer's weights, and not a bias or of a normalization
     * @param regularizations L2 and weight decay, each possibly several times: Deeplearning4j adds a network's weight
     *     decay to a layer twice
     */
    private record Segment(
            SegmentUpdate.Segment place,
            UpdateRule rule,
            boolean divides,
            boolean isWeight,
            List<Regularization> regularizations) {
        SegmentUpdate at(int iteration, int epoch, int examples) {
            float l2 = (float) regularizations.stream()
                    .filter(L2Regularization.class::isInstance)
                    .mapToDouble(term -> ((L2Regularization) term).getL2().valueAt(iteration, epoch))
                    .sum();
            float decay = (float) regularizations.stream()
                    .filter(WeightDecay.class::isInstance)
                    .mapToDouble(term -> decay((WeightDecay) term, iteration, epoch))
                    .sum();
            return new SegmentUpdate(
                    place, new SegmentUpdate.Penalty(divides ? examples : 1, l2, decay), rule.at(iteration, epoch));
        }

        private double decay(WeightDecay decay, int iteration, int epoch) {
            double rate = decay.isApplyLR() ? rule.learningRate(iteration, epoch) : 1;
            return rate * decay.getCoeff().valueAt(iteration, epoch);
        }
    }

    private FusedUpdate(INDArray parameters, INDArray gradients, INDArray states, List<Segment> segments) {
        this.parameters = floats(parameters);
        this.gradients = floats(gradients);
        this.states = states == null ? FloatBuffer.allocate(0) : floats(states);
        this.segments = segments;
    }

    private static FloatBuffer floats(INDArray array) {
        return new FloatPointer(HostMemory.of(array)).capacity(array.length()).asBuffer();
    }

    /**
     * Returns empty if the configuration needs anything that is left to Deeplearning4j.
     *
     * @param minibatch whether gradients must be divided by the number of examples
     */
    static Optional<FusedUpdate> of(
            BaseMultiLayerUpdater<?> updater, boolean minibatch, INDArray parameters, INDArray gradients) {
        if (parameters.dataType() != DataType.FLOAT) {
            return Optional.empty();
        }
        List<Segment> segments = new ArrayList<>();
        for (UpdaterBlock block : updater.getUpdaterBlocks()) {
            for (UpdaterBlock.ParamState part : block.getLayersAndVariablesInBlock()) {
                Optional<Segment> segment = segment(block, part, minibatch);
                if (segment.isEmpty()) {
                    return Optional.empty();
                }
                segments.add(segment.get());
            }
        }
        return Optional.of(new FusedUpdate(parameters, gradients, updater.getStateViewArray(), segments));
    }

    private static Optional<Segment> segment(UpdaterBlock block, UpdaterBlock.ParamState part, boolean minibatch) {
        Trainable layer = part.getLayer();
        Optional<UpdateRule> rule = UpdateRule.of(layer.getConfig().getUpdaterByParam(part.getParamName()));
        List<Regularization> regularization = layer.getConfig().getRegularizationByParam(part.getParamName());
        boolean simple = regularization == null
                || regularization.stream()
                        .allMatch(term -> term instanceof L2Regularization || term instanceof WeightDecay);
        GradientNormalization clipping = layer.getConfig().getGradientNormalization();
        boolean clips = clipping != null && clipping != GradientNormalization.None;
        if (rule.isEmpty() || !simple || clips) {
            return Optional.empty();
        }
        int inBlock = part.getParamOffsetStart() - block.getParamOffsetStart();
        int firstMoment = block.getUpdaterViewOffsetStart() + inBlock;
        return Optional.of(new Segment(
                new SegmentUpdate.Segment(
                        rule.get().rule(),
                        part.getParamOffsetStart(),
                        part.getParamOffsetEnd(),
                        firstMoment,
                        firstMoment + block.getParamOffsetEnd() - block.getParamOffsetStart()),
                rule.get(),
                minibatch && layer.updaterDivideByMinibatch(part.getParamName()),
                isWeight(layer, part.getParamName()),
                regularization == null ? List.of() : regularization));
    }

    private static boolean isWeight(Trainable layer, String parameter) {
        return layer.getConfig() instanceof org.deeplearning4j.nn.conf.layers.Layer configured
                && configured.initializer().isWeightParam(configured, parameter);
    }

    /** Whether {@link #at} says everything that {@link #step} does. */
    boolean isPlain() {
        return segments.stream().allMatch(segment -> segment.rule().rule() != SegmentUpdate.Rule.HEAVY_BALL);
    }

    /** Returns the step as numbers, segment by segment. */
    List<SegmentUpdate> at(int iteration, int epoch, int examples) {
        return segments.stream()
                .map(segment -> segment.at(iteration, epoch, examples))
                .toList();
    }

    /** See {@link Optimizer#step}. */
    void step(int iteration, int epoch, int examples) {
        for (Segment segment : segments) {
            SegmentUpdate update = segment.at(iteration, epoch, examples);
            if (segment.isWeight() && segment.rule().updater() instanceof Lars lars) {
                update = TrustRatio.applied(lars.trust(), update, parameters, gradients);
            }
            for (int from = segment.place().from(); from < segment.place().to(); from += CHUNK_VALUES) {
                run(segment, update, from);
            }
        }
    }

    private void run(Segment segment, SegmentUpdate update, int from) {
        SegmentUpdate.Segment place = segment.place();
        int count = Math.min(CHUNK_VALUES, place.to() - from);
        int firstMoment = place.firstMoment() + from - place.from();
        int secondMoment = place.secondMoment() + from - place.from();
        parameters.get(from, values, 0, count);
        gradients.get(from, gradient, 0, count);
        int kept = segment.rule().states();
        if (kept > 0) {
            states.get(firstMoment, first, 0, count);
        }
        if (kept > 1) {
            states.get(secondMoment, second, 0, count);
        }
        for (int i = 0; i < count; i++) {
            gradient[i] =
                    gradient[i] / update.penalty().divisor() + update.penalty().l2() * values[i];
        }
        for (int i = 0; update.penalty().weightDecay() != 0 && i < count; i++) {
            values[i] -= update.penalty().weightDecay() * values[i];
        }
        UpdateRule.apply(update, values, gradient, first, second, count);
        parameters.put(from, values, 0, count);
        if (kept > 0) {
            states.put(firstMoment, first, 0, count);
        }
        if (kept > 1) {
            states.put(secondMoment, second, 0, count);
        }
    }
}
