package dev.convoy.bench.check;

import dev.convoy.kernel.GpuLostError;
import dev.convoy.kernel.GradientKernel;
import dev.convoy.kernel.NetworkKernelProvider;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.Network;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks one case.
 *
 * @param engine the engine to check
 * @param reference computes what is right
 */
record CaseCheck(NetworkKernelProvider engine, NetworkKernelProvider reference, Precision precision) {
    private static final int MOST_DRAWS = 4;
    /** Some times larger than what float32 loses in a few layers. */
    private static final double LAST_DIGITS = 3e-6;
    /** The spacing of bfloat16. */
    private static final double SHORT_FORMAT = 1.0 / 256;
    /** Parameters are rounded once, but each layer rounds its values and their gradients. */
    private static final double ROUNDINGS = 4;

    /**
     * Compares the case for random inputs. If it fails in float32, but {@code reference} itself differs as much for
     * parameters that are changed in their last digits, the inputs say nothing, and others are drawn.
     *
     * @throws GpuLostError if nothing more can be checked in this process
     */
    CaseResult run(CheckCase given, Network network, long seed) {
        try {
            for (int draw = 1; ; draw++) {
                CheckInputs inputs = CheckInputs.draw(given, network, precision, seed + draw);
                ReferenceResult wanted = ReferenceResult.of(reference, network, inputs);
                CaseResult result = result(given.name(), wanted, seed);
                if (result.passes() || draw == MOST_DRAWS) {
                    return result;
                }
                if (precision != Precision.FLOAT32) {
                    return result.allowing(wanted.movement(SHORT_FORMAT), ROUNDINGS);
                }
                double movement =
                        Difference.greatest(wanted.movement(LAST_DIGITS)).relative();
                if (movement < Tolerance.of(precision).single() / 2) {
                    return result;
                }
            }
        } catch (GpuLostError e) {
            throw e;
        } catch (RuntimeException | LinkageError e) {
            return CaseResult.failed(given.name(), e);
        }
    }

    private CaseResult result(String name, ReferenceResult wanted, long seed) {
        Tolerance tolerance = Tolerance.of(precision);
        CheckInputs inputs = wanted.inputs();
        try (GradientKernel kernel = engine.open(wanted.network(), precision)) {
            Computed seen = Computed.by(kernel, wanted.network(), inputs);
            List<String> faults = new ArrayList<>();
            if (!seen.repeats(Computed.by(kernel, wanted.network(), inputs))) {
                faults.add("the same call gives other bits when repeated");
            }
            List<Difference> round = kernel.training()
                    .map(training -> new RoundCheck(kernel, inputs, seed, tolerance.round()).run(training))
                    .orElse(List.of());
            return new CaseResult(name, wanted.compare(seen, tolerance.single()), round, faults);
        }
    }
}
