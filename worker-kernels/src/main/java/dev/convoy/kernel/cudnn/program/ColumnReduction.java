package dev.convoy.kernel.cudnn.program;

import dev.convoy.kernel.cudnn.device.DeviceBuffer;

/**
 * How the rows of a matrix {@code [position][channel]} are spread over the GPU, where each thread has separate
 * channels. This depends on the matrix's size alone, so that the same sums always have the same order.
 *
 * @param wide whether threads visit several channels at once
 * @param parts number of partial sums of each channel, which are then added up
 */
public record ColumnReduction(boolean wide, int blocksAcross, int blockWidth, int parts) {
    private static final int WIDEST_BLOCK = 32;
    private static final int ROWS_OF_A_THREAD = 8;
    private static final int MAX_BLOCKS = 1024;
    /** Block of the kernels that add up the partial sums: so many channels, and so many threads for each. */
    private static final int SUM_WIDTH = 32;

    public static ColumnReduction of(Tensor tensor) {
        int packs = tensor.wide() ? tensor.channels() / tensor.type().wide() : tensor.channels();
        int width = Math.min(Integer.highestOneBit(Math.max(2 * packs - 1, 1)), WIDEST_BLOCK);
        int across = (packs + width - 1) / width;
        long rowsOfABlock = (long) Launch.THREADS / width * ROWS_OF_A_THREAD;
        long wanted = (tensor.places() + rowsOfABlock - 1) / rowsOfABlock;
        return new ColumnReduction(
                tensor.wide(), across, width, (int) Math.min(wanted, Math.max(MAX_BLOCKS / across, 1)));
    }

    /** Returns the launch of a kernel that goes along the rows; if it sums, it writes partial sums. */
    public Launch launch(Program program, String kernel) {
        return program.launch(wide ? kernel + "_wide" : kernel)
                .blocks(blocksAcross, parts, blockWidth, Launch.THREADS / blockWidth);
    }

    /** Returns the launch of a kernel that adds up the partial sums. */
    public static Launch sum(Program program, String kernel, int channels) {
        return program.launch(kernel).blocks((channels + SUM_WIDTH - 1) / SUM_WIDTH, 1, SUM_WIDTH, SUM_WIDTH);
    }

    /** Allocates the partial sums of so many channels. */
    public DeviceBuffer allocate(Program program, int channels) {
        return program.allocate((long) parts * channels * Float.BYTES);
    }
}
