package dev.convoy.kernel.graph;

/** One layer as Convoy's own kernels compute it, with its place in Deeplearning4j's flattened parameter vector. */
public sealed interface LayerSpec {
    /** What the layer is called in errors, logs and tables. */
    String name();

    Shape input();

    Shape output();

    /** Applied to a layer's output, elementwise. */
    enum Activation {
        IDENTITY,
        /** {@code max(x, 0)} */
        RELU
    }

    /** Convolution; its parameters are the bias, then {@code W[out][in][kernelHeight][kernelWidth]}. */
    record Convolution(
            String name,
            Shape input,
            Shape output,
            Window window,
            boolean hasBias,
            Activation activation,
            long parameterOffset)
            implements LayerSpec {
        public long weights() {
            return (long) output.channels() * input.channels() * window.kernelHeight() * window.kernelWidth();
        }

        public long biasOffset() {
            return parameterOffset;
        }

        public long weightsOffset() {
            return parameterOffset + (hasBias ? output.channels() : 0);
        }
    }

    /** Max or average pooling. */
    record Pooling(String name, Shape input, Shape output, Window window, Kind kind) implements LayerSpec {
        public enum Kind {
            MAX,
            /** Divides by the taps that lie inside the image. */
            AVERAGE,
            /** Divides by all taps, padding included. */
            AVERAGE_WITH_PADDING
        }
    }

    /** Dense; its parameters are {@code W[out][in]} (Deeplearning4j's in×out in f order), then the bias. */
    record Dense(String name, Shape input, Shape output, boolean hasBias, Activation activation, long parameterOffset)
            implements LayerSpec {
        public long weights() {
            return output.channels() * input.size();
        }

        public long weightsOffset() {
            return parameterOffset;
        }

        public long biasOffset() {
            return parameterOffset + weights();
        }
    }
}
