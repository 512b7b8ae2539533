package dev.convoy.learning;

import java.util.Objects;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Layer-wise adaptive rates for large batches: You, Gitman, Ginsburg, "Large batch training of convolutional networks"
 * (2017). With the gradient g of a layer's weights w, and the coefficient β of their L2 regularization: {@code v' = μ · v
 * + rate · λ · (g + β · w); w −= v'}, where {@code λ = trust · ‖w‖ / (‖g‖ + β · ‖w‖)}; λ is 1 if a norm is 0, and for
 * biases and batch normalization.
 *
 * <p>To Deeplearning4j, which does not have it, it is {@link Nesterovs}: its state is the same momentum.
 */
public final class Lars extends Nesterovs {
    private static final long serialVersionUID = 1L;
    /** The paper's η. */
    public static final double TRUST = 0.001;

    @JsonProperty
    private final double trust;

    /**
     * @param learningRate of the schedule, if there is none
     * @param learningRateSchedule or null
     * @param trust η of the paper
     */
    @JsonCreator
    public Lars(
            @JsonProperty("learningRate") double learningRate,
            @JsonProperty("learningRateSchedule") ISchedule learningRateSchedule,
            @JsonProperty("momentum") double momentum,
            @JsonProperty("trust") double trust) {
        super(learningRate, learningRateSchedule, momentum, null, null);
        this.trust = trust;
    }

    public double trust() {
        return trust;
    }

    @Override
    public Lars clone() {
        return new Lars(getLearningRate(), getLearningRateSchedule(), getMomentum(), trust);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Lars that && trust == that.trust && super.equals(other);
    }

    @Override
    protected boolean canEqual(Object other) {
        return other instanceof Lars;
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), trust);
    }
}
