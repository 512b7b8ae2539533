package dev.convoy.bench.check;

import dev.convoy.kernel.GpuLostError;
import dev.convoy.kernel.GradientKernel;
import dev.convoy.kernel.NetworkKernelProvider;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.Network;
import java.util.List;
import java.util.Random;

/**
 * Checks one case.
 *
 * @param engine the engine to check
 * @param reference computes what is right
 */
record CaseCheck(NetworkKernelProvider engine, NetworkKernelProvider reference, Precision precision) {
    private static final int MOST_DRAWS = 4;
    /** Some times larger than what float32 loses in a few layers. */
    private static final double LAST_DIGITS = 1e-6;

    /**
     * Compares the case for random inputs. If it fails, but {@code reference} itself differs as much for parameters
     * that were changed in their last digits, the inputs say nothing, and others are drawn.
     *
     * @throws GpuLostError if nothing more can be checked in this process
     */
    CaseResult run(CheckCase given, Network network, long seed) {
        try {
            for (int draw = 1; ; draw++) {
                CheckInputs inputs =
                        CheckInputs.draw(network, given.batch(precision), precision != Precision.FLOAT32, seed + draw);
                double[] parameters = Computed.widened(inputs.parameters());
                Computed wanted = Computed.exactly(reference, network, inputs, parameters);
                CaseResult result = compare(given.name(), network, inputs, wanted, seed);
                if (result.passes(Tolerance.of(precision))
                        || draw == MOST_DRAWS
                        || !hangsOnLastDigits(network, inputs, wanted)) {
                    return result;
                }
            }
        } catch (GpuLostError e) {
            throw e;
        } catch (RuntimeException | LinkageError e) {
            return CaseResult.failed(given.name(), e);
        }
    }

    private CaseResult compare(String name, Network network, CheckInputs inputs, Computed wanted, long seed) {
        try (GradientKernel kernel = engine.open(network, precision)) {
            Computed seen = Computed.by(kernel, network, inputs);
            boolean repeats = seen.repeats(Computed.by(kernel, network, inputs));
            List<Difference> round = kernel.training()
                    .map(training -> new RoundCheck(kernel, inputs, seed).run(training))
                    .orElse(List.of());
            return new CaseResult(
                    name,
                    Comparison.of(network, wanted, seen),
                    round,
                    repeats ? List.of() : List.of("the same call gives other bits when repeated"));
        }
    }

    /** Tries a small change and its opposite, because one of them moves a value that is near a kink over it. */
    private boolean hangsOnLastDigits(Network network, CheckInputs inputs, Computed wanted) {
        Random random = new Random(inputs.batch().seed());
        double[] up = Computed.widened(inputs.parameters());
        double[] down = up.clone();
        for (int i = 0; i < up.length; i++) {
            double change = LAST_DIGITS * random.nextGaussian() * up[i];
            up[i] += change;
            down[i] -= change;
        }
        return moves(network, inputs, wanted, up) || moves(network, inputs, wanted, down);
    }

    private boolean moves(Network network, CheckInputs inputs, Computed wanted, double[] parameters) {
        Computed changed = Computed.exactly(reference, network, inputs, parameters);
        double half = Tolerance.of(precision).single() / 2;
        return Difference.greatest(Comparison.of(network, wanted, changed)).exceeds(half);
    }
}
