package dev.convoy.kernel.cudnn.plan;

import static org.bytedeco.cuda.global.cudnn.CUDNN_ATTR_ENGINECFG_ENGINE;
import static org.bytedeco.cuda.global.cudnn.CUDNN_ATTR_ENGINE_GLOBAL_INDEX;
import static org.bytedeco.cuda.global.cudnn.CUDNN_ATTR_ENGINE_NUMERICAL_NOTE;
import static org.bytedeco.cuda.global.cudnn.CUDNN_BACKEND_ENGINE_DESCRIPTOR;
import static org.bytedeco.cuda.global.cudnn.CUDNN_NUMERICAL_NOTE_DOWN_CONVERT_INPUTS;
import static org.bytedeco.cuda.global.cudnn.CUDNN_NUMERICAL_NOTE_NONDETERMINISTIC;
import static org.bytedeco.cuda.global.cudnn.CUDNN_NUMERICAL_NOTE_REDUCED_PRECISION_REDUCTION;
import static org.bytedeco.cuda.global.cudnn.CUDNN_NUMERICAL_NOTE_TENSOR_CORE;
import static org.bytedeco.cuda.global.cudnn.CUDNN_NUMERICAL_NOTE_TYPE_COUNT;
import static org.bytedeco.cuda.global.cudnn.CUDNN_TYPE_NUMERICAL_NOTE;

import dev.convoy.kernel.Precision;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * One of the engines that cuDNN recommends for a convolution, and whether its results are as we promise them.
 *
 * @param rank position among the recommended engines, from 0
 * @param index the engine's number in cuDNN
 * @param notes its numerical notes, in cuDNN's numbers
 */
record ConvolutionEngine(int rank, long index, List<Integer> notes) {
    /** Names of the numerical notes, in the order of cuDNN's numbers. */
    private static final List<String> NOTES = List.of(
            "tensor core",
            "down-converts inputs",
            "reduces in low precision",
            "FFT",
            "nondeterministic",
            "Winograd",
            "Winograd 4×4",
            "Winograd 6×6",
            "Winograd 13×13",
            "strict NaN");

    /** Never allowed. Down-converting is to float16, whose range is too small for gradients at any precision. */
    private static final Set<Integer> NEVER = Set.of(
            CUDNN_NUMERICAL_NOTE_NONDETERMINISTIC,
            CUDNN_NUMERICAL_NOTE_REDUCED_PRECISION_REDUCTION,
            CUDNN_NUMERICAL_NOTE_DOWN_CONVERT_INPUTS);

    /** @param configuration the engine's configuration */
    static ConvolutionEngine of(Descriptor configuration, int rank) {
        try (Descriptor engine =
                configuration.getDescriptor(CUDNN_ATTR_ENGINECFG_ENGINE, CUDNN_BACKEND_ENGINE_DESCRIPTOR)) {
            return new ConvolutionEngine(
                    rank,
                    engine.getLong(CUDNN_ATTR_ENGINE_GLOBAL_INDEX),
                    engine.getChoices(
                            CUDNN_ATTR_ENGINE_NUMERICAL_NOTE,
                            CUDNN_TYPE_NUMERICAL_NOTE,
                            CUDNN_NUMERICAL_NOTE_TYPE_COUNT));
        }
    }

    /** Returns the reason why the engine must not be used; empty if it may be used. */
    Optional<String> unsupportedReason(Precision precision) {
        // For float32, tensor cores multiply in TF32.
        return notes.stream()
                .filter(note -> NEVER.contains(note)
                        || (precision == Precision.FLOAT32 && note == CUDNN_NUMERICAL_NOTE_TENSOR_CORE))
                .findFirst()
                .map(ConvolutionEngine::named);
    }

    private static String named(int note) {
        return note < NOTES.size() ? NOTES.get(note) : "note " + note;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "engine %d (rank %d; %s)",
                index,
                rank,
                String.join(", ", notes.stream().map(ConvolutionEngine::named).toList()));
    }
}
