package dev.convoy.kernel.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_version;
import static org.bytedeco.dnnl.global.dnnl.get_effective_cpu_isa;

import dev.convoy.kernel.GradientKernel;
import dev.convoy.kernel.NativeLoadFailure;
import dev.convoy.kernel.NetworkKernelProvider;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.Network;
import dev.convoy.kernel.graph.dl4j.NetworkCompiler;
import java.util.Optional;
import org.bytedeco.dnnl.dnnl_version_t;
import org.bytedeco.dnnl.global.dnnl.cpu_isa;
import org.bytedeco.dnnl.memory.data_type;

/** Opens {@link OneDnnKernel}: x86-64, float32 or bfloat16, the layers of {@link NetworkCompiler}. */
public final class OneDnnProvider implements NetworkKernelProvider {
    private static final String NO_BFLOAT16 = ", in float32: bfloat16 needs a CPU with AVX512-BF16 or AMX";

    @Override
    public String engine() {
        return "onednn";
    }

    @Override
    public Optional<String> unsupportedReason(Precision precision) {
        if (precision != Precision.FLOAT32 && precision != Precision.BFLOAT16) {
            return Optional.of("it computes in float32 or bfloat16, not in " + precision.key());
        }
        try {
            arithmetic(precision);
            return Optional.empty();
        } catch (LinkageError e) {
            return Optional.of("oneDNN does not load here, " + NativeLoadFailure.reason(e));
        }
    }

    @Override
    public GradientKernel open(Network network, Precision precision) {
        return new OneDnnKernel(network, type(precision));
    }

    private static boolean fallsBack(Precision precision) {
        return precision == Precision.BFLOAT16 && !hasBfloat16();
    }

    /** Returns the type of activations and of the values that are multiplied. */
    static data_type type(Precision precision) {
        return precision == Precision.BFLOAT16 && hasBfloat16() ? data_type.bf16 : data_type.f32;
    }

    /** Whether this CPU has instructions that multiply bfloat16: AVX512-BF16 or AMX. */
    private static boolean hasBfloat16() {
        int wanted = cpu_isa.avx512_core_bf16.value;
        return (get_effective_cpu_isa().value & wanted) == wanted;
    }

    @Override
    public String arithmetic(Precision precision) {
        dnnl_version_t version = dnnl_version();
        return "oneDNN " + version.major() + "." + version.minor() + "." + version.patch() + " on "
                + get_effective_cpu_isa() + (fallsBack(precision) ? NO_BFLOAT16 : "");
    }
}
