package dev.convoy.kernel.cudnn.program;

import dev.convoy.kernel.cudnn.device.DeviceBuffer;

/**
 * How the rows of a matrix {@code [place][channel]} are spread over the GPU, each thread with channels of its own: by its
 * size alone, so that the same sums are always taken in the same order.
 *
 * @param wide whether threads visit several channels at once
 * @param parts how many sums of each channel there are to be added up
 */
public record ColumnReduction(boolean wide, int blocksAcross, int blockWidth, int parts) {
    private static final int WIDEST_BLOCK = 32;
    private static final int ROWS_OF_A_THREAD = 8;
    private static final int MOST_BLOCKS = 1024;
    /** Of the kernels that add up the parts: so many channels, and so many threads for each. */
    private static final int SUM_WIDTH = 32;

    public static ColumnReduction of(Tensor tensor) {
        int packs = tensor.wide() ? tensor.channels() / tensor.type().wide() : tensor.channels();
        int width = Math.min(Integer.highestOneBit(Math.max(2 * packs - 1, 1)), WIDEST_BLOCK);
        int across = (packs + width - 1) / width;
        long rowsOfABlock = (long) Launch.THREADS / width * ROWS_OF_A_THREAD;
        long wanted = (tensor.places() + rowsOfABlock - 1) / rowsOfABlock;
        return new ColumnReduction(
                tensor.wide(), across, width, (int) Math.min(wanted, Math.max(MOST_BLOCKS / across, 1)));
    }

    /** A kernel that goes along the rows; if it sums, it writes parts. */
    public Launch launch(Program program, String kernel) {
        return program.launch(wide ? kernel + "_wide" : kernel)
                .blocks(blocksAcross, parts, blockWidth, Launch.THREADS / blockWidth);
    }

    /** A kernel that adds them up. */
    public static Launch sum(Program program, String kernel, int channels) {
        return program.launch(kernel).blocks((channels + SUM_WIDTH - 1) / SUM_WIDTH, 1, SUM_WIDTH, SUM_WIDTH);
    }

    /** Room for the parts of so many channels. */
    public DeviceBuffer allocate(Program program, int channels) {
        return program.allocate((long) parts * channels * Float.BYTES);
    }
}
