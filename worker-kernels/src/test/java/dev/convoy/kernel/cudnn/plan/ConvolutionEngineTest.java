package dev.convoy.kernel.cudnn.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.cuda.global.cudnn.CUDNN_NUMERICAL_NOTE_DOWN_CONVERT_INPUTS;
import static org.bytedeco.cuda.global.cudnn.CUDNN_NUMERICAL_NOTE_NONDETERMINISTIC;
import static org.bytedeco.cuda.global.cudnn.CUDNN_NUMERICAL_NOTE_REDUCED_PRECISION_REDUCTION;
import static org.bytedeco.cuda.global.cudnn.CUDNN_NUMERICAL_NOTE_STRICT_NAN_PROP;
import static org.bytedeco.cuda.global.cudnn.CUDNN_NUMERICAL_NOTE_TENSOR_CORE;

import dev.convoy.kernel.Precision;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests which of cuDNN's engines may be used. */
class ConvolutionEngineTest {
    @ParameterizedTest
    @EnumSource(
            value = Precision.class,
            names = {"FLOAT32", "TF32", "BFLOAT16"})
    void noPrecisionTakesEnginesOfOtherBitsOrOfFloat16(Precision precision) {
        assertThat(reason(precision, CUDNN_NUMERICAL_NOTE_NONDETERMINISTIC)).isEqualTo("nondeterministic");
        assertThat(reason(precision, CUDNN_NUMERICAL_NOTE_REDUCED_PRECISION_REDUCTION))
                .isEqualTo("reduces in low precision");
        assertThat(reason(precision, CUDNN_NUMERICAL_NOTE_DOWN_CONVERT_INPUTS)).isEqualTo("down-converts inputs");
        assertThat(reason(precision, CUDNN_NUMERICAL_NOTE_STRICT_NAN_PROP)).isEqualTo("may be used");
    }

    @Test
    void tensorCoresAreNotForFloat32() {
        assertThat(reason(Precision.FLOAT32, CUDNN_NUMERICAL_NOTE_TENSOR_CORE)).isEqualTo("tensor core");
        assertThat(reason(Precision.TF32, CUDNN_NUMERICAL_NOTE_TENSOR_CORE)).isEqualTo("may be used");
        assertThat(reason(Precision.BFLOAT16, CUDNN_NUMERICAL_NOTE_TENSOR_CORE)).isEqualTo("may be used");
    }

    @Test
    void theLogNamesItsNotesAlsoThoseOfALaterCudnn() {
        assertThat(new ConvolutionEngine(2, 47, List.of(CUDNN_NUMERICAL_NOTE_TENSOR_CORE, 23)))
                .hasToString("engine 47 (rank 2; tensor core, note 23)");
    }

    private static String reason(Precision precision, int note) {
        return new ConvolutionEngine(0, 1, List.of(note))
                .unsupportedReason(precision)
                .orElse("may be used");
    }
}
