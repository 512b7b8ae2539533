package dev.convoy.worker;

import dev.convoy.base.FlatVector;
import java.io.Serializable;
import java.util.Objects;

/**
 * Everything that training changes: Deeplearning4j's flattened parameters and its updater's flattened state (of length
 * 0 for updaters without state). This is a class and not a record, because Kryo cannot build records.
 */
public final class ModelState implements Serializable {
    private static final long serialVersionUID = 1L;

    private final FlatVector parameters;
    private final FlatVector updaterState;

    public ModelState(FlatVector parameters, FlatVector updaterState) {
        this.parameters = Objects.requireNonNull(parameters);
        this.updaterState = Objects.requireNonNull(updaterState);
    }

    public FlatVector parameters() {
        return parameters;
    }

    public FlatVector updaterState() {
        return updaterState;
    }

    /** Returns the size of both vectors. */
    public long bytes() {
        return (long) parameters.bytes().length + updaterState.bytes().length;
    }
}
