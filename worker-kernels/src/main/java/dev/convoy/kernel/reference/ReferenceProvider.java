package dev.convoy.kernel.reference;

import dev.convoy.kernel.GradientKernel;
import dev.convoy.kernel.NetworkKernelProvider;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.Network;
import dev.convoy.kernel.graph.dl4j.NetworkCompiler;
import java.util.Optional;

/** Opens {@link ReferenceKernel}: any machine, float32 or float64, the layers of {@link NetworkCompiler}. */
public final class ReferenceProvider implements NetworkKernelProvider {
    @Override
    public String engine() {
        return "reference";
    }

    @Override
    public Optional<String> unsupportedReason(Precision precision) {
        return precision == Precision.FLOAT32 || precision == Precision.FLOAT64
                ? Optional.empty()
                : Optional.of("it computes in float32 or float64, not in " + precision.key());
    }

    @Override
    public GradientKernel open(Network network, Precision precision) {
        return new ReferenceKernel(network, precision.storage());
    }

    @Override
    public String arithmetic(Precision precision) {
        return "Java loops in double";
    }
}
