package dev.convoy.bench.check;

import dev.convoy.kernel.NetworkKernelProvider;
import dev.convoy.kernel.graph.Network;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What {@code reference} computes for some inputs, and how much that depends on the digits of the parameters. */
record ReferenceResult(NetworkKernelProvider reference, Network network, CheckInputs inputs, Computed exact) {
    static ReferenceResult of(NetworkKernelProvider reference, Network network, CheckInputs inputs) {
        double[] parameters = Computed.widened(inputs.parameters());
        return new ReferenceResult(
                reference, network, inputs, Computed.exactly(reference, network, inputs, parameters));
    }

    /** Compares what an engine computed. */
    List<Difference> compare(Computed seen, double tolerance) {
        return Comparison.of(network, exact, seen, tolerance);
    }

    /**
     * Returns how far the result moves if each parameter changes by a random part of itself, in the order of {@link
     * #compare}. A change and its opposite are tried, because one of them moves a value that is near a kink over it.
     *
     * @param part the greatest change of a parameter
     */
    List<Difference> movement(double part) {
        Random random = new Random(inputs.batch().seed());
        double[] up = Computed.widened(inputs.parameters());
        double[] down = up.clone();
        for (int i = 0; i < up.length; i++) {
            double change = (2 * random.nextDouble() - 1) * part * up[i];
            up[i] += change;
            down[i] -= change;
        }
        List<List<Difference>> moved = Stream.of(up, down)
                .parallel()
                .map(changed -> compare(Computed.exactly(reference, network, inputs, changed), 0))
                .toList();
        return IntStream.range(0, moved.get(0).size())
                .mapToObj(i -> Difference.greatest(
                        List.of(moved.get(0).get(i), moved.get(1).get(i))))
                .toList();
    }
}
