package dev.convoy.learning;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * A learning rate by the number of updates before it: a linear warm-up, {@code rate · (t + 1) / warmup}, then {@code
 * rate} times the factor of a curve. Computed so that all machines give the same bits.
 *
 * <p>A class and not a record, because Deeplearning4j copies schedules with {@code clone}, and compares them.
 */
public final class RateSchedule implements ISchedule {
    private static final long serialVersionUID = 1L;
    /** So many values describe a curve well enough for a network that is trained on elsewhere. */
    public static final int STEPS_OF_MAP = 100;

    @JsonProperty
    private final double rate;

    @JsonProperty
    private final int warmup;

    @JsonProperty
    private final Curve curve;

    /**
     * @param rate the factor of the curve
     * @param warmup number of updates of the warm-up; 0 for none
     */
    @JsonCreator
    public RateSchedule(
            @JsonProperty("rate") double rate, @JsonProperty("warmup") int warmup, @JsonProperty("curve") Curve curve) {
        this.rate = rate;
        this.warmup = warmup;
        this.curve = Objects.requireNonNull(curve);
    }

    @Override
    public double valueAt(int iteration, int epoch) {
        return iteration < warmup ? rate * (iteration + 1.0) / warmup : rate * curve.factor(iteration);
    }

    /** Returns Deeplearning4j's nearest schedule: steps that follow this one over its first {@code updates}. */
    public MapSchedule inSteps(int updates) {
        Map<Integer, Double> values = new TreeMap<>();
        for (int step = 0; step < STEPS_OF_MAP; step++) {
            int iteration = (int) ((long) updates * step / STEPS_OF_MAP);
            values.put(iteration, valueAt(iteration, 0));
        }
        values.put(updates, valueAt(updates, 0));
        return new MapSchedule(ScheduleType.ITERATION, values);
    }

    /** Returns the schedule with its rate multiplied. */
    public RateSchedule times(double factor) {
        return new RateSchedule(rate * factor, warmup, curve);
    }

    @Override
    public RateSchedule clone() {
        return new RateSchedule(rate, warmup, curve);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RateSchedule that
                && Double.compare(rate, that.rate) == 0
                && warmup == that.warmup
                && curve.equals(that.curve);
    }

    @Override
    public int hashCode() {
        return Objects.hash(rate, warmup, curve);
    }

    @Override
    public String toString() {
        return "RateSchedule(" + rate + ", warm-up of " + warmup + " updates, " + curve + ")";
    }
}
