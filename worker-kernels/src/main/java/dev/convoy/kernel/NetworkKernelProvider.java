package dev.convoy.kernel;

import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.Network;
import dev.convoy.kernel.graph.UnsupportedLayerException;
import dev.convoy.kernel.graph.dl4j.NetworkCompiler;
import java.util.Optional;

/** An engine that computes the compiled form of a model, and so needs neither Deeplearning4j nor ND4J to open one. */
public interface NetworkKernelProvider extends KernelProvider {
    /** Returns why this engine cannot compute any network here in that precision; empty if it can. */
    Optional<String> unsupportedReason(Precision precision);

    /** Opens a kernel for one thread; {@link #unsupportedReason(Precision)} must have been empty. */
    GradientKernel open(Network network, Precision precision);

    @Override
    default Optional<String> unsupportedReason(Model model, Precision precision) {
        try {
            NetworkCompiler.compile(model);
        } catch (UnsupportedLayerException e) {
            return Optional.of(e.getMessage());
        }
        return unsupportedReason(precision);
    }

    @Override
    default GradientKernel open(Model model, Precision precision) {
        try {
            return open(NetworkCompiler.compile(model), precision);
        } catch (UnsupportedLayerException e) {
            throw new IllegalStateException(e);
        }
    }
}
