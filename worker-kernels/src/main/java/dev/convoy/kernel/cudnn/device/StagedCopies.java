package dev.convoy.kernel.cudnn.device;

import static org.bytedeco.cuda.global.cudart.cudaFreeHost;
import static org.bytedeco.cuda.global.cudart.cudaHostAlloc;
import static org.bytedeco.cuda.global.cudart.cudaHostAllocDefault;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyAsync;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyDeviceToHost;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyHostToDevice;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Copies vectors of any length between Java's heap and the GPU, in chunks through page-locked memory. Several lanes, each
 * with two slots, run side by side: while the GPU copies one chunk of a lane, the CPU copies the other. The slots are
 * allocated when they are first needed, and kept.
 */
public final class StagedCopies implements AutoCloseable {
    private static final int LANES = 8;
    private static final int SLOTS_OF_A_LANE = 2;
    private static final int CHUNK_BYTES = 2 << 20;

    private final Gpu gpu;
    private final List<Slot> slots = new ArrayList<>();

    public StagedCopies(Gpu gpu) {
        this.gpu = gpu;
    }

    /** Page-locked memory for one chunk, and the mark after its last copy from or to the GPU. */
    private static final class Slot {
        private final Pointer host = new Pointer();
        private final StreamMark copied;

        Slot() {
            CudaChecks.cuda(cudaHostAlloc(host, CHUNK_BYTES, cudaHostAllocDefault), "allocating page-locked memory");
            try {
                copied = new StreamMark();
            } catch (RuntimeException e) {
                cudaFreeHost(host);
                throw e;
            }
        }

        void free() {
            copied.close();
            cudaFreeHost(host);
        }
    }

    /**
     * A part of an array in Java's heap that is to be filled from the GPU.
     *
     * @param from address on the GPU
     * @param settled whether nothing writes that memory after the mark that {@link #download} gets
     */
    public record Piece(long from, byte[] to, int start, int length, boolean settled) {
        /** Cuts a whole array into pieces. */
        public static List<Piece> of(long from, byte[] to, Settled settled) {
            return IntStream.range(0, chunks(to))
                    .map(chunk -> chunk * CHUNK_BYTES)
                    .mapToObj(start -> {
                        int length = Math.min(CHUNK_BYTES, to.length - start);
                        return new Piece(from + start, to, start, length, settled.between(start, start + length));
                    })
                    .toList();
        }
    }

    /** Says whether bytes of an array have settled. */
    @FunctionalInterface
    public interface Settled {
        boolean between(int start, int end);
    }

    /**
     * Copies to the address {@code to} on the GPU, before all later work in the stream for computing and at the same
     * time as earlier work, which must not use that memory. The array has been read when this method returns.
     */
    public void upload(byte[] from, long to) {
        CUstream_st stream = gpu.copying();
        inLanes(chunks(from), lane -> {
            for (int chunk = lane; chunk < chunks(from); chunk += LANES) {
                Slot slot = slot(chunk);
                slot.copied.await();
                int start = chunk * CHUNK_BYTES;
                int length = Math.min(CHUNK_BYTES, from.length - start);
                new BytePointer(slot.host).put(from, start, length);
                CudaChecks.cuda(
                        cudaMemcpyAsync(
                                new DeviceAddress(to + start), slot.host, length, cudaMemcpyHostToDevice, stream),
                        "copying to the GPU");
                slot.copied.set(stream);
            }
        });
        for (int chunk = Math.max(chunks(from) - slots.size(), 0); chunk < chunks(from); chunk++) {
            slot(chunk).copied.hold(gpu.stream());
        }
    }

    /**
     * Fills arrays, in the order of the pieces: those that have settled after {@code mark}, the others after all earlier
     * work in the stream for computing.
     */
    public void download(List<Piece> pieces, StreamMark mark) {
        mark.hold(gpu.copying());
        inLanes(pieces.size(), lane -> {
            startDownload(pieces, lane);
            for (int i = lane; i < pieces.size(); i += LANES) {
                startDownload(pieces, i + LANES);
                Slot slot = slot(i);
                slot.copied.await();
                Piece piece = pieces.get(i);
                new BytePointer(slot.host).get(piece.to(), piece.start(), piece.length());
            }
        });
    }

    private void startDownload(List<Piece> pieces, int index) {
        if (index >= pieces.size()) {
            return;
        }
        Slot slot = slot(index);
        Piece piece = pieces.get(index);
        CUstream_st stream = piece.settled() ? gpu.copying() : gpu.stream();
        CudaChecks.cuda(
                cudaMemcpyAsync(
                        slot.host, new DeviceAddress(piece.from()), piece.length(), cudaMemcpyDeviceToHost, stream),
                "copying from the GPU");
        slot.copied.set(stream);
    }

    /** Calls {@code copy} for each lane that there are chunks for, side by side. */
    private void inLanes(int chunks, IntConsumer copy) {
        while (slots.size() < Math.min(SLOTS_OF_A_LANE * LANES, chunks)) {
            slots.add(new Slot());
        }
        IntStream.range(0, Math.min(LANES, chunks)).parallel().forEach(lane -> {
            gpu.use();
            copy.accept(lane);
        });
    }

    private Slot slot(int chunk) {
        return slots.get(chunk % (SLOTS_OF_A_LANE * LANES));
    }

    private static int chunks(byte[] vector) {
        return (int) ((vector.length + CHUNK_BYTES - 1L) / CHUNK_BYTES);
    }

    @Override
    public void close() {
        slots.forEach(Slot::free);
    }
}
