package dev.convoy.kernel.reference;

import dev.convoy.kernel.GradientKernel;
import dev.convoy.kernel.KernelProvider;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.UnsupportedLayerException;
import dev.convoy.kernel.graph.dl4j.NetworkCompiler;
import java.util.Optional;

/** Opens {@link ReferenceKernel}: any machine, float32 or float64, the layers of {@link NetworkCompiler}. */
public final class ReferenceProvider implements KernelProvider {
    @Override
    public String engine() {
        return "reference";
    }

    @Override
    public Optional<String> unsupportedReason(Model model, Precision precision) {
        if (precision != Precision.FLOAT32 && precision != Precision.FLOAT64) {
            return Optional.of("it computes in float32 or float64, not in " + precision.key());
        }
        try {
            NetworkCompiler.compile(model);
            return Optional.empty();
        } catch (UnsupportedLayerException e) {
            return Optional.of(e.getMessage());
        }
    }

    @Override
    public GradientKernel open(Model model, Precision precision) {
        try {
            return new ReferenceKernel(NetworkCompiler.compile(model), precision.storage());
        } catch (UnsupportedLayerException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String arithmetic(Precision precision) {
        return "Java loops in double";
    }
}
