package dev.convoy.driver.round;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.convoy.base.FlatVector;
import dev.convoy.worker.LayerRange;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How a round changed a layer. Norms are Euclidean.
 *
 * @param norm of its parameters after the round
 * @param change norm of the difference to those before the round
 * @param gradient norm of the gradient of worker 0's last minibatch; null if it is not known
 */
@JsonInclude(Include.NON_NULL)
public record LayerChange(String name, double norm, double change, Double gradient) {
    static List<LayerChange> of(List<LayerRange> layers, FlatVector before, FlatVector after, List<Double> gradients) {
        return IntStream.range(0, layers.size())
                .mapToObj(i -> new LayerChange(
                        layers.get(i).name(),
                        layers.get(i).norm(after),
                        layers.get(i).distance(after, before),
                        gradients.isEmpty() ? null : gradients.get(i)))
                .toList();
    }
}
