package dev.convoy.kernel.cudnn.device;

import static org.bytedeco.cuda.global.cudart.cudaEventCreateWithFlags;
import static org.bytedeco.cuda.global.cudart.cudaEventDestroy;
import static org.bytedeco.cuda.global.cudart.cudaEventDisableTiming;
import static org.bytedeco.cuda.global.cudart.cudaEventRecord;
import static org.bytedeco.cuda.global.cudart.cudaEventSynchronize;
import static org.bytedeco.cuda.global.cudart.cudaFreeHost;
import static org.bytedeco.cuda.global.cudart.cudaHostAlloc;
import static org.bytedeco.cuda.global.cudart.cudaHostAllocDefault;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyAsync;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyDeviceToHost;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyHostToDevice;
import static org.bytedeco.cuda.global.cudart.cudaStreamWaitEvent;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.bytedeco.cuda.cudart.CUevent_st;
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

    /** Page-locked memory for one chunk, and the event after its last copy from or to the GPU. */
    private static final class Slot {
        private final Pointer host = new Pointer();
        private final CUevent_st copied = new CUevent_st();

        Slot() {
            CudaChecks.cuda(cudaHostAlloc(host, CHUNK_BYTES, cudaHostAllocDefault), "allocating page-locked memory");
            try {
                CudaChecks.cuda(cudaEventCreateWithFlags(copied, cudaEventDisableTiming), "creating an event");
            } catch (RuntimeException e) {
                cudaFreeHost(host);
                throw e;
            }
        }

        void mark(CUstream_st stream) {
            CudaChecks.cuda(cudaEventRecord(copied, stream), "marking the end of a copy");
        }

        /** Waits until the last copy has finished. Waiting for an event that was never recorded returns at once. */
        void await() {
            CudaChecks.cuda(cudaEventSynchronize(copied), "waiting for the GPU");
        }

        void free() {
            cudaEventDestroy(copied);
            cudaFreeHost(host);
        }
    }

    /**
     * Copies to the address {@code to} on the GPU, before all later work in the stream for computing and at the same
     * time as earlier work, which must not use that memory. The array has been read when this method returns.
     */
    public void upload(byte[] from, long to) {
        CUstream_st stream = gpu.copying();
        inLanes(from, lane -> {
            for (int chunk = lane; chunk < chunks(from); chunk += LANES) {
                Slot slot = slot(chunk);
                slot.await();
                int start = chunk * CHUNK_BYTES;
                new BytePointer(slot.host).put(from, start, length(from, chunk));
                DeviceAddress target = new DeviceAddress(to + start);
                CudaChecks.cuda(
                        cudaMemcpyAsync(target, slot.host, length(from, chunk), cudaMemcpyHostToDevice, stream),
                        "copying to the GPU");
                slot.mark(stream);
            }
        });
        for (int chunk = Math.max(chunks(from) - slots.size(), 0); chunk < chunks(from); chunk++) {
            CudaChecks.cuda(cudaStreamWaitEvent(gpu.stream(), slot(chunk).copied, 0), "waiting for a copy");
        }
    }

    /** Fills the array from the address {@code from} on the GPU, after all earlier work in the stream for computing. */
    public void download(long from, byte[] to) {
        inLanes(to, lane -> {
            startDownload(from, to, lane);
            for (int chunk = lane; chunk < chunks(to); chunk += LANES) {
                startDownload(from, to, chunk + LANES);
                Slot slot = slot(chunk);
                slot.await();
                new BytePointer(slot.host).get(to, chunk * CHUNK_BYTES, length(to, chunk));
            }
        });
    }

    private void startDownload(long from, byte[] to, int chunk) {
        if (chunk >= chunks(to)) {
            return;
        }
        Slot slot = slot(chunk);
        DeviceAddress source = new DeviceAddress(from + (long) chunk * CHUNK_BYTES);
        CudaChecks.cuda(
                cudaMemcpyAsync(slot.host, source, length(to, chunk), cudaMemcpyDeviceToHost, gpu.stream()),
                "copying from the GPU");
        slot.mark(gpu.stream());
    }

    /** Calls {@code copy} for each lane that the vector has chunks for, side by side. */
    private void inLanes(byte[] vector, IntConsumer copy) {
        int lanes = Math.min(LANES, chunks(vector));
        while (slots.size() < Math.min(SLOTS_OF_A_LANE * LANES, chunks(vector))) {
            slots.add(new Slot());
        }
        IntStream.range(0, lanes).parallel().forEach(lane -> {
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

    private static int length(byte[] vector, int chunk) {
        return Math.min(CHUNK_BYTES, vector.length - chunk * CHUNK_BYTES);
    }

    @Override
    public void close() {
        slots.forEach(Slot::free);
    }
}
