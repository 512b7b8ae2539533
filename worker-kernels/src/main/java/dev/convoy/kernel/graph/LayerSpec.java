package dev.convoy.kernel.graph;

import java.util.List;

/**
 * One elementary layer as Convoy's own kernels compute it, with its position in Deeplearning4j's flattened parameter
 * vector. A Deeplearning4j layer may become several of these: its dropout, itself, its activation.
 */
public sealed interface LayerSpec {
    /** Returns the layer's name in errors, logs and tables. */
    String name();

    Shape output();

    <R> R accept(LayerVisitor<R> visitor);

    /** Whether it has parameters that training changes. */
    default boolean hasParameters() {
        return false;
    }

    /** Convolution + bias; grouped if {@code groups > 1}, depthwise if there are as many groups as input channels. */
    record Convolution(String name, Shape input, Shape output, Window window, int groups, Filter filter)
            implements LayerSpec {
        @Override
        public <R> R accept(LayerVisitor<R> visitor) {
            return visitor.convolution(this);
        }

        @Override
        public boolean hasParameters() {
            return true;
        }
    }

    /**
     * Transposed convolution + bias, the gradient of a convolution by its input. The output size is
     * {@code (n − 1)·s + (f − 1)·d + 1 − before − after}.
     */
    record Deconvolution(String name, Shape input, Shape output, Window window, Filter filter) implements LayerSpec {
        @Override
        public <R> R accept(LayerVisitor<R> visitor) {
            return visitor.deconvolution(this);
        }

        @Override
        public boolean hasParameters() {
            return true;
        }
    }

    /** Max or average pooling; global pooling has a window as large as its input, without padding. */
    record Pooling(String name, Shape input, Shape output, Window window, Kind kind) implements LayerSpec {
        public enum Kind {
            MAX,
            /** Divides by the number of taps inside the image. */
            AVERAGE,
            /** Divides by the number of all taps, padding included. */
            AVERAGE_WITH_PADDING
        }

        @Override
        public <R> R accept(LayerVisitor<R> visitor) {
            return visitor.pooling(this);
        }
    }

    /**
     * Dense + bias; its weights are {@code W[out][in]} (Deeplearning4j's in×out in f order).
     *
     * @param biasOffset {@link Filter#NO_BIAS} if there is none
     */
    record Dense(String name, Shape input, Shape output, long weightsOffset, long biasOffset) implements LayerSpec {
        public boolean hasBias() {
            return biasOffset != Filter.NO_BIAS;
        }

        public long weights() {
            return output.channels() * input.size();
        }

        @Override
        public <R> R accept(LayerVisitor<R> visitor) {
            return visitor.dense(this);
        }

        @Override
        public boolean hasParameters() {
            return true;
        }
    }

    /**
     * Batch normalization of each channel over examples and positions. Its parameters are γ and β unless they are
     * locked, then the running mean and variance, {@code channels} values of each.
     *
     * @param epsilon added to the variance
     * @param decay of the running statistics: {@code running' = decay · running + (1 − decay) · batch}
     * @param logDeviation whether the running variance is stored as log10 of its square root
     * @param fixed the values of γ and β if they are locked; null if they are parameters
     */
    record BatchNormalization(
            String name,
            Shape output,
            double epsilon,
            double decay,
            boolean logDeviation,
            Fixed fixed,
            long parameterOffset)
            implements LayerSpec {
        /**
         * What a variance of less is before it becomes a logarithm: a channel may have one value everywhere, and 0 has no
         * logarithm.
         */
        public static final double LEAST_VARIANCE = 1e-60;

        /** γ and β that are not trained. */
        public record Fixed(double gamma, double beta) {}

        public boolean locked() {
            return fixed != null;
        }

        /** The fixed γ, or 1 if γ is trained. */
        public double lockedGamma() {
            return locked() ? fixed.gamma() : 1;
        }

        /** The fixed β, or 0 if β is trained. */
        public double lockedBeta() {
            return locked() ? fixed.beta() : 0;
        }

        public long gammaOffset() {
            return parameterOffset;
        }

        public long betaOffset() {
            return parameterOffset + output.channels();
        }

        public long meanOffset() {
            return parameterOffset + (locked() ? 0 : 2L * output.channels());
        }

        public long varianceOffset() {
            return meanOffset() + output.channels();
        }

        @Override
        public <R> R accept(LayerVisitor<R> visitor) {
            return visitor.batchNormalization(this);
        }

        @Override
        public boolean hasParameters() {
            return true;
        }
    }

    /** {@code y = x / (k + α · Σ x²)^β}, summed over the channel and {@code reach} channels on either side of it. */
    record LocalResponseNormalization(String name, Shape output, double k, int reach, double alpha, double beta)
            implements LayerSpec {
        @Override
        public <R> R accept(LayerVisitor<R> visitor) {
            return visitor.localResponseNormalization(this);
        }
    }

    /**
     * Inverted dropout: see {@link DropoutMask}.
     *
     * @param keep probability that a value is kept
     * @param number which of the network's dropouts this is, from 0
     */
    record Dropout(String name, Shape output, double keep, int number) implements LayerSpec {
        @Override
        public <R> R accept(LayerVisitor<R> visitor) {
            return visitor.dropout(this);
        }
    }

    /** Gives the same values, in row-major order, another shape: an image becomes a vector, or a vector an image. */
    record Reshape(String name, Shape input, Shape output) implements LayerSpec {
        @Override
        public <R> R accept(LayerVisitor<R> visitor) {
            return visitor.reshape(this);
        }
    }

    /** Zero padding ({@code top} or {@code left} above 0) or cropping (below 0) of images. */
    record PadOrCrop(String name, Shape input, Shape output, int top, int left) implements LayerSpec {
        @Override
        public <R> R accept(LayerVisitor<R> visitor) {
            return visitor.padOrCrop(this);
        }
    }

    /** Repeats each row and column, nearest neighbour. */
    record Upsampling(String name, Shape input, Shape output, int rows, int columns) implements LayerSpec {
        @Override
        public <R> R accept(LayerVisitor<R> visitor) {
            return visitor.upsampling(this);
        }
    }

    /** An activation function; all are elementwise except softmax, which goes over the channels. */
    record Activate(String name, Shape output, Activation activation) implements LayerSpec {
        @Override
        public <R> R accept(LayerVisitor<R> visitor) {
            return visitor.activate(this);
        }
    }

    /** Combines several inputs of one shape value by value; {@code SUBTRACT} has two. */
    record ElementWise(String name, Shape output, Operation operation, int inputs) implements LayerSpec {
        public enum Operation {
            ADD,
            SUBTRACT,
            PRODUCT,
            AVERAGE,
            MAX
        }

        @Override
        public <R> R accept(LayerVisitor<R> visitor) {
            return visitor.elementWise(this);
        }
    }

    /** Joins several inputs along the channels. */
    record Concatenation(String name, List<Shape> inputs, Shape output) implements LayerSpec {
        @Override
        public <R> R accept(LayerVisitor<R> visitor) {
            return visitor.concatenation(this);
        }
    }
}
