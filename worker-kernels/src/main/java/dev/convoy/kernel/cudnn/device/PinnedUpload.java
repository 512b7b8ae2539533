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
import static org.bytedeco.cuda.global.cudart.cudaMemcpyDeviceToDevice;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyHostToDevice;
import static org.bytedeco.cuda.global.cudart.cudaStreamWaitEvent;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.cuda.cudart.CUevent_st;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Carries data of one size to the GPU beside computation: while one minibatch is computed, the next is written into
 * page-locked memory and copied over in a stream of its own. There are two places, which take turns.
 */
public final class PinnedUpload implements AutoCloseable {
    public static final int PLACES = 2;

    private final Gpu gpu;
    private final long bytes;
    private final List<Place> places = new ArrayList<>();
    private int turn;

    /** @param bytes at a time */
    public PinnedUpload(Gpu gpu, long bytes) {
        this.gpu = gpu;
        this.bytes = bytes;
        try {
            while (places.size() < PLACES) {
                places.add(new Place());
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** One of the two: memory here, memory on the GPU, and what each waits for. */
    private final class Place {
        private final Pointer host = new Pointer();
        private final long onGpu;
        private final CUevent_st arrived = new CUevent_st();
        private final CUevent_st taken = new CUevent_st();

        Place() {
            onGpu = gpu.allocate(bytes);
            try {
                CudaChecks.cuda(cudaHostAlloc(host, bytes, cudaHostAllocDefault), "allocating page-locked memory");
                CudaChecks.cuda(cudaEventCreateWithFlags(arrived, cudaEventDisableTiming), "creating an event");
                CudaChecks.cuda(cudaEventCreateWithFlags(taken, cudaEventDisableTiming), "creating an event");
            } catch (RuntimeException e) {
                free();
                throw e;
            }
        }

        void free() {
            if (!taken.isNull()) {
                cudaEventDestroy(taken);
            }
            if (!arrived.isNull()) {
                cudaEventDestroy(arrived);
            }
            gpu.free(onGpu);
            cudaFreeHost(host);
        }
    }

    /** Where to write the next data; waits until what was there has been taken. */
    public BytePointer next() {
        turn = 1 - turn;
        Place place = places.get(turn);
        // An event that was never recorded does not keep anybody waiting.
        CudaChecks.cuda(cudaEventSynchronize(place.taken), "waiting for the GPU");
        return new BytePointer(place.host).capacity(bytes);
    }

    /** Sends what was written since {@link #next} to {@code target}, before whatever is put into the stream later. */
    public void send(DeviceBuffer target) {
        Place place = places.get(turn);
        DeviceAddress onGpu = new DeviceAddress(place.onGpu);
        CudaChecks.cuda(
                cudaMemcpyAsync(onGpu, place.host, bytes, cudaMemcpyHostToDevice, gpu.copying()),
                "copying a minibatch to the GPU");
        CudaChecks.cuda(cudaEventRecord(place.arrived, gpu.copying()), "marking the end of a copy");
        CudaChecks.cuda(cudaStreamWaitEvent(gpu.stream(), place.arrived, 0), "waiting for a copy");
        CudaChecks.cuda(
                cudaMemcpyAsync(
                        new DeviceAddress(target.address()), onGpu, bytes, cudaMemcpyDeviceToDevice, gpu.stream()),
                "copying a minibatch on the GPU");
        CudaChecks.cuda(cudaEventRecord(place.taken, gpu.stream()), "marking the end of a copy");
    }

    @Override
    public void close() {
        places.forEach(Place::free);
    }
}
