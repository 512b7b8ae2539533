package dev.convoy.kernel.cudnn.device;

import static org.bytedeco.cuda.global.cudart.cudaEventCreateWithFlags;
import static org.bytedeco.cuda.global.cudart.cudaEventDestroy;
import static org.bytedeco.cuda.global.cudart.cudaEventDisableTiming;
import static org.bytedeco.cuda.global.cudart.cudaEventRecord;
import static org.bytedeco.cuda.global.cudart.cudaEventSynchronize;
import static org.bytedeco.cuda.global.cudart.cudaStreamWaitEvent;

import org.bytedeco.cuda.cudart.CUevent_st;
import org.bytedeco.cuda.cudart.CUstream_st;

/** A point in a stream that other streams, and the CPU, can wait for. Before it is first set, nobody waits. */
public final class StreamMark implements AutoCloseable {
    private final CUevent_st event = new CUevent_st();

    public StreamMark() {
        CudaChecks.cuda(cudaEventCreateWithFlags(event, cudaEventDisableTiming), "creating an event");
    }

    /** Sets the mark after all work that is in the stream. */
    public void set(CUstream_st stream) {
        CudaChecks.cuda(cudaEventRecord(event, stream), "marking the end of a copy");
    }

    /** Has all later work in the stream wait. */
    public void hold(CUstream_st stream) {
        CudaChecks.cuda(cudaStreamWaitEvent(stream, event, 0), "waiting for a copy");
    }

    public void await() {
        CudaChecks.cuda(cudaEventSynchronize(event), "waiting for the GPU");
    }

    @Override
    public void close() {
        cudaEventDestroy(event);
    }
}
