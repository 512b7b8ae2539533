package dev.convoy.kernel.cudnn.program;

import dev.convoy.kernel.cudnn.device.DeviceBuffer;

/**
 * How the rows of a matrix {@code [position][channel]} are spread over the GPU, where each thread has separate
 * channels. This depends on the matrix's size alone, so that the same sums always have the same order.
 *
 * @param wide whether threads visit several channels at once
 * @param threads of a block
 * @param parts number of blocks with the same channels, and of partial sums of each channel
 */
public record ColumnReduction(boolean wide, int blocksAcross, int blockWidth, int threads, int parts) {
    private static final int ROWS_OF_A_THREAD = 8;
    /** Threads of a block along the channels, at most, in kernels that write values only. */
    private static final int WIDEST_BLOCK = 32;

    private static final int MAX_BLOCKS = 1024;
    /**
     * The same for kernels with sums: enough blocks to keep the memory busy, and few enough that the last block of each
     * 64 channels has soon added up their partial sums.
     */
    private static final int WIDEST_SUM_BLOCK = 8;

    private static final int SUM_THREADS = 512;
    private static final int MAX_SUM_BLOCKS = 132;

    /** For a kernel that sums. */
    public static ColumnReduction of(Tensor tensor) {
        return of(tensor, tensor.wide() ? WIDEST_SUM_BLOCK : WIDEST_BLOCK, SUM_THREADS, MAX_SUM_BLOCKS);
    }

    /** For a kernel that only writes values. */
    public static ColumnReduction withoutSums(Tensor tensor) {
        return of(tensor, WIDEST_BLOCK, Launch.THREADS, MAX_BLOCKS);
    }

    private static ColumnReduction of(Tensor tensor, int widest, int threads, int maxBlocks) {
        int packs = tensor.wide() ? tensor.channels() / tensor.type().wide() : tensor.channels();
        int width = Math.min(Integer.highestOneBit(Math.max(2 * packs - 1, 1)), widest);
        int across = (packs + width - 1) / width;
        long rowsOfABlock = (long) threads / width * ROWS_OF_A_THREAD;
        long wanted = (tensor.places() + rowsOfABlock - 1) / rowsOfABlock;
        return new ColumnReduction(
                tensor.wide(), across, width, threads, (int) Math.min(wanted, Math.max(maxBlocks / across, 1)));
    }

    /** Returns the launch of a kernel that goes along the rows. */
    public Launch launch(Program program, String kernel) {
        return program.launch(wide ? kernel + "_wide" : kernel)
                .blocks(blocksAcross, parts, blockWidth, threads / blockWidth);
    }

    /** Allocates so many partial sums for each of so many channels. */
    public DeviceBuffer allocate(Program program, int channels, int sums) {
        return program.allocate((long) parts * channels * sums * Float.BYTES);
    }

    /** Allocates the counters by which the last block of each channel is found. */
    public DeviceBuffer counters(Program program) {
        return program.keep((long) blocksAcross * Integer.BYTES);
    }
}
