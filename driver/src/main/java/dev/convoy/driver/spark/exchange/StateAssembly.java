package dev.convoy.driver.spark.exchange;

import dev.convoy.base.FlatVector;
import dev.convoy.driver.round.RoundResult;
import dev.convoy.worker.ModelState;
import java.util.BitSet;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import scala.Function2;
import scala.runtime.BoxedUnit;

/**
 * Assembles the averaged state in its final arrays: each slice is copied to its offset when it arrives, in any order,
 * and then released. So the driver holds one vector and the few slices in transit.
 */
public final class StateAssembly implements Function2<Object, WorkerSlice, BoxedUnit> {
    private final Slicing slicing;
    private final DataType type;
    private final byte[] parameters;
    private final byte[] updaterState;
    private final BitSet missing;
    private long examples;
    private double lossSum;
    private double computeSeconds;
    private List<String> engines;

    /** @param before the state at the start of the round, which has the lengths and the type of the next */
    public StateAssembly(Slicing slicing, ModelState before) {
        this.slicing = slicing;
        this.type = before.parameters().type();
        this.parameters = new byte[before.parameters().bytes().length];
        this.updaterState = new byte[before.updaterState().bytes().length];
        this.missing = new BitSet();
        missing.set(0, slicing.slices());
    }

    @Override
    public synchronized BoxedUnit apply(Object partition, WorkerSlice averaged) {
        int slice = averaged.slice();
        place(averaged.state().parameters(), parameters, slicing.parameterCut(slice));
        place(
                averaged.state().updaterState(),
                updaterState,
                slicing.evenCut(updaterState.length / type.width(), slice));
        missing.clear(slice);
        // Every slice carries the same counts.
        examples = averaged.examples();
        lossSum = averaged.lossSum();
        computeSeconds = averaged.computeSeconds();
        if (slice == 0) {
            engines = averaged.engines();
        }
        return BoxedUnit.UNIT;
    }

    /** @throws IllegalStateException if a slice is missing */
    public synchronized RoundResult result() {
        if (!missing.isEmpty()) {
            throw new IllegalStateException(
                    "all " + slicing.slices() + " slices of an average must arrive. Missing: " + missing);
        }
        ModelState state = new ModelState(new FlatVector(type, parameters), new FlatVector(type, updaterState));
        return new RoundResult(state, examples, lossSum, computeSeconds, engines);
    }

    private void place(FlatVector slice, byte[] whole, int from) {
        if (slice.type() != type) {
            throw new IllegalStateException("a slice of " + slice.type() + " arrived for a vector of " + type);
        }
        System.arraycopy(slice.bytes(), 0, whole, from * type.width(), slice.bytes().length);
    }
}
