package dev.convoy.kernel.graph;

/**
 * The positions of a convolution's weights and bias in the flattened parameter vector.
 *
 * @param weightsOffset offset of the first weight
 * @param strides distance from weight to weight along group, output channel in the group, input channel in the group,
 *     row and column
 * @param biasOffset {@link #NO_BIAS} if there is none
 */
public record Filter(long weightsOffset, long[] strides, long biasOffset) {
    public static final long NO_BIAS = -1;

    public boolean hasBias() {
        return biasOffset != NO_BIAS;
    }

    public long weight(int group, int output, int input, int row, int column) {
        return weightsOffset
                + group * strides[0]
                + output * strides[1]
                + input * strides[2]
                + row * strides[3]
                + column * strides[4];
    }
}
