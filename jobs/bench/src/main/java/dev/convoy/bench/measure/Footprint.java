package dev.convoy.bench.measure;

import com.sun.management.ThreadMXBean;
import dev.convoy.bench.rounds.ProcessStatus;
import java.lang.management.ManagementFactory;
import org.bytedeco.javacpp.Pointer;

/**
 * The memory that a warm step allocates, and the peak memory of the process.
 *
 * @param heapBytesPerStep bytes allocated on the Java heap by the step's own thread
 * @param nativeBytesPerStep bytes allocated through JavaCPP and not freed
 * @param peakResidentBytes peak resident memory of the process; 0 where the system does not report it
 */
public record Footprint(long heapBytesPerStep, long nativeBytesPerStep, long peakResidentBytes) {
    private static final int STEPS = 10;

    public static Footprint of(Runnable step) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long heap = threads.getCurrentThreadAllocatedBytes();
        long nativeBytes = Pointer.totalBytes();
        for (int i = 0; i < STEPS; i++) {
            step.run();
        }
        return new Footprint(
                (threads.getCurrentThreadAllocatedBytes() - heap) / STEPS,
                (Pointer.totalBytes() - nativeBytes) / STEPS,
                1024 * ProcessStatus.own("status", "VmHWM:"));
    }
}
