package dev.convoy.bench.check;

import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.Network;
import java.util.Optional;

/**
 * A network to check, with sizes of its minibatch.
 *
 * @param batch examples in float32
 * @param shortBatch examples in bfloat16 and tf32: batch normalization over few examples amplifies their rounding
 * @param kind how far values in the middle of the network depend on others
 */
public record CheckCase(String name, Network network, int batch, int shortBatch, Kind kind) {
    /** How a network is changed before it is checked. */
    public enum Kind {
        /** One or a few layers: as it is in float32; smooth in short formats, which leave out those with maxima. */
        SMALL,
        /** Like a small one, but its maxima become averages in short formats. */
        SHALLOW,
        /** Always smooth, because some value of so many is at a kink; its maxima become averages in short formats. */
        DEEP
    }

    public int batch(Precision precision) {
        return precision == Precision.FLOAT32 ? batch : shortBatch;
    }

    /** Returns the network to compute in this precision; empty if the result would depend on the last digits. */
    Optional<Network> network(Precision precision) {
        if (precision == Precision.FLOAT32) {
            return Optional.of(kind == Kind.DEEP ? SmoothNetwork.withoutKinks(network) : network);
        }
        if (kind == Kind.SMALL && SmoothNetwork.hasMaximum(network)) {
            return Optional.empty();
        }
        return Optional.of(SmoothNetwork.withoutMaxima(SmoothNetwork.withoutKinks(network)));
    }
}
