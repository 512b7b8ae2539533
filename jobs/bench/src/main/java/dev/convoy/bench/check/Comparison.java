package dev.convoy.bench.check;

import dev.convoy.kernel.graph.Network;
import dev.convoy.kernel.graph.Network.Node;
import java.util.ArrayList;
import java.util.List;

/** Compares two results for one network: losses, gradients layer by layer, outputs. */
final class Comparison {
    private final Computed wanted;
    private final Computed seen;
    private final double tolerance;
    private final List<Difference> differences = new ArrayList<>();

    private Comparison(Computed wanted, Computed seen, double tolerance) {
        this.wanted = wanted;
        this.seen = seen;
        this.tolerance = tolerance;
    }

    static List<Difference> of(Network network, Computed wanted, Computed seen, double tolerance) {
        Comparison comparison = new Comparison(wanted, seen, tolerance);
        comparison.losses();
        comparison.gradients(network);
        comparison.outputs();
        return comparison.differences;
    }

    private void losses() {
        add("loss", Math.abs(seen.loss() - wanted.loss()), Math.abs(wanted.loss()));
        add("loss at test time", Math.abs(seen.testLoss() - wanted.testLoss()), Math.abs(wanted.testLoss()));
    }

    private void gradients(Network network) {
        for (Node node : network.nodes()) {
            double greatest = 0;
            double difference = 0;
            for (int i : LayerParameters.positions(node.layer())) {
                greatest = Math.max(greatest, Math.abs(wanted.gradient()[i]));
                difference = Math.max(difference, Math.abs(seen.gradient()[i] - wanted.gradient()[i]));
            }
            add("gradient of " + node.layer().name(), difference, greatest);
        }
    }

    /** Compares by the greatest output, but at least by 1: probabilities are at most 1. */
    private void outputs() {
        double greatest = 1;
        double difference = 0;
        for (int i = 0; i < seen.outputs().length; i++) {
            greatest = Math.max(greatest, Math.abs(wanted.outputs()[i]));
            difference = Math.max(difference, Math.abs(seen.outputs()[i] - wanted.outputs()[i]));
        }
        add("output at test time", difference, greatest);
    }

    private void add(String what, double difference, double scale) {
        differences.add(Difference.of(what, difference, scale, tolerance));
    }
}
