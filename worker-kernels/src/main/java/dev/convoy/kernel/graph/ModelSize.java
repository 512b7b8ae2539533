package dev.convoy.kernel.graph;

import dev.convoy.base.FlatVector;
import dev.convoy.base.InvalidInputException;
import java.util.Comparator;
import java.util.Locale;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The size of a model's training state, known from its configuration alone, before anything is allocated.
 *
 * @param parameters number of the network's parameters
 * @param updaterState number of values that the updaters keep, such as two for each parameter with Adam
 * @param type the type of both
 */
public record ModelSize(long parameters, long updaterState, DataType type) {
    private static final String PARAMETERS = "a network must have at most %,d parameters of type %s";
    private static final String STATE = "a network's updaters must keep at most %,d values of type %s";

    /** @throws InvalidInputException if either is more than a {@link FlatVector} can hold */
    public static ModelSize of(Model model, DataType type) {
        long state = 0;
        for (LayerInfo row : model.layers()) {
            if (!row.frozen() && row.definition() instanceof BaseLayer layer && layer.getIUpdater() != null) {
                state += layer.getIUpdater().stateSize(row.parameters());
            }
        }
        require(PARAMETERS, model.parameters(), type, model);
        require(STATE, state, type, model);
        return new ModelSize(model.parameters(), state, type);
    }

    /** @throws InvalidInputException if a {@link FlatVector} of the narrowest type cannot hold the parameters */
    static void requireStorable(Model model) {
        require(PARAMETERS, model.parameters(), DataType.FLOAT, model);
    }

    private static void require(String rule, long values, DataType type, Model model) {
        long most = FlatVector.longest(type);
        // A sum below 0 has overflowed 64 bits.
        if (values >= 0 && values <= most) {
            return;
        }
        LayerInfo largest = model.layers().stream()
                .max(Comparator.comparing(LayerInfo::parameters, Long::compareUnsigned))
                .orElseThrow();
        throw new InvalidInputException(
                String.format(Locale.ROOT, rule, most, type),
                (values < 0 ? "more than 2⁶³" : String.format(Locale.ROOT, "%,d", values)) + ", most of them in layer "
                        + largest.name() + " from " + largest.input() + " to " + largest.output(),
                "Check that layer's size, and the number of classes if it is the last.");
    }

    /** Returns the size of both in bytes. */
    public long bytes() {
        return (parameters + updaterState) * type.width();
    }
}
