package dev.convoy.kernel.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_version;
import static org.bytedeco.dnnl.global.dnnl.get_effective_cpu_isa;

import dev.convoy.kernel.GradientKernel;
import dev.convoy.kernel.KernelProvider;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.NetworkCompiler;
import dev.convoy.kernel.graph.UnsupportedLayer;
import java.util.Optional;
import org.bytedeco.dnnl.dnnl_version_t;

/** Opens {@link OneDnnKernel}: x86-64, float32, the layers of {@link NetworkCompiler}. */
public final class OneDnnProvider implements KernelProvider {
    @Override
    public String engine() {
        return "onednn";
    }

    @Override
    public Optional<String> whyNot(Model model, Precision precision) {
        if (precision != Precision.FLOAT32) {
            return Optional.of("it computes in float32, not in " + precision.key());
        }
        try {
            NetworkCompiler.compile(model);
            arithmetic();
            return Optional.empty();
        } catch (UnsupportedLayer e) {
            return Optional.of(e.getMessage());
        } catch (LinkageError e) {
            return Optional.of("oneDNN does not load here (" + e.getMessage()
                    + "): build with -Dconvoy.platform set to this platform");
        }
    }

    @Override
    public GradientKernel open(Model model, Precision precision) {
        try {
            return new OneDnnKernel(NetworkCompiler.compile(model));
        } catch (UnsupportedLayer e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String arithmetic() {
        dnnl_version_t version = dnnl_version();
        return "oneDNN " + version.major() + "." + version.minor() + "." + version.patch() + " on "
                + get_effective_cpu_isa();
    }
}
