package dev.convoy.kernel.cudnn.device;

import static org.bytedeco.cuda.global.cudart.cudaFreeHost;
import static org.bytedeco.cuda.global.cudart.cudaHostAlloc;
import static org.bytedeco.cuda.global.cudart.cudaHostAllocDefault;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyAsync;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyDeviceToDevice;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyHostToDevice;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Copies data of one size to the GPU during computation: while one minibatch is computed, the next is written into
 * page-locked memory and copied in a separate stream. Two slots are used in turn.
 */
public final class PinnedUpload implements AutoCloseable {
    public static final int SLOTS = 2;

    private final Gpu gpu;
    private final long bytes;
    private final List<Slot> slots = new ArrayList<>();
    private int turn;

    /** @param bytes per copy */
    public PinnedUpload(Gpu gpu, long bytes) {
        this.gpu = gpu;
        this.bytes = bytes;
        try {
            while (slots.size() < SLOTS) {
                slots.add(new Slot());
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** One of the two slots: memory on the host, memory on the GPU, and the marks to wait for. */
    private final class Slot {
        private final Pointer host = new Pointer();
        private final long onGpu;
        private StreamMark arrived;
        private StreamMark copied;

        Slot() {
            onGpu = gpu.allocate(bytes);
            try {
                CudaChecks.cuda(cudaHostAlloc(host, bytes, cudaHostAllocDefault), "allocating page-locked memory");
                arrived = new StreamMark();
                copied = new StreamMark();
            } catch (RuntimeException e) {
                free();
                throw e;
            }
        }

        void free() {
            if (copied != null) {
                copied.close();
            }
            if (arrived != null) {
                arrived.close();
            }
            gpu.free(onGpu);
            cudaFreeHost(host);
        }
    }

    /** Returns where to write the next data; waits until the slot's last data has been copied. */
    public BytePointer next() {
        turn = 1 - turn;
        Slot slot = slots.get(turn);
        slot.copied.await();
        return new BytePointer(slot.host).capacity(bytes);
    }

    /** Sends what was written since {@link #next} to {@code target}, before all later work in the stream. */
    public void send(DeviceBuffer target) {
        copyOnGpu(send(bytes), target, bytes);
        release();
    }

    /**
     * Sends the first bytes of what was written since {@link #next}; all later work in the stream waits for them.
     *
     * @return where they are on the GPU, until {@link #release}
     */
    public DeviceBuffer send(long first) {
        Slot slot = slots.get(turn);
        CudaChecks.cuda(
                cudaMemcpyAsync(new DeviceAddress(slot.onGpu), slot.host, first, cudaMemcpyHostToDevice, gpu.copying()),
                "copying a minibatch to the GPU");
        slot.arrived.set(gpu.copying());
        slot.arrived.hold(gpu.stream());
        return DeviceBuffer.at(slot.onGpu);
    }

    /** Copies the first bytes of {@code from} in the GPU's memory. */
    public void copyOnGpu(DeviceBuffer from, DeviceBuffer to, long first) {
        CudaChecks.cuda(
                cudaMemcpyAsync(
                        new DeviceAddress(to.address()),
                        new DeviceAddress(from.address()),
                        first,
                        cudaMemcpyDeviceToDevice,
                        gpu.stream()),
                "copying a minibatch on the GPU");
    }

    /** Says that all work with the slot is in the stream: it is written again when that is done. */
    public void release() {
        slots.get(turn).copied.set(gpu.stream());
    }

    @Override
    public void close() {
        slots.forEach(Slot::free);
    }
}
