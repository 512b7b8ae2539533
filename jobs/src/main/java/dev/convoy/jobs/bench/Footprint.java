package dev.convoy.jobs.bench;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.Pointer;

/**
 * What a warm step leaves behind, and what the process has needed so far.
 *
 * @param heapBytesPerStep allocated on the Java heap by the step's own thread
 * @param nativeBytesPerStep allocated through JavaCPP and not freed
 * @param peakResidentBytes the most that the process ever held; 0 where the system does not tell
 */
record Footprint(long heapBytesPerStep, long nativeBytesPerStep, long peakResidentBytes) {
    private static final int STEPS = 10;

    static Footprint of(Runnable step) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long heap = threads.getCurrentThreadAllocatedBytes();
        long nativeBytes = Pointer.totalBytes();
        for (int i = 0; i < STEPS; i++) {
            step.run();
        }
        return new Footprint(
                (threads.getCurrentThreadAllocatedBytes() - heap) / STEPS,
                (Pointer.totalBytes() - nativeBytes) / STEPS,
                fromStatus("VmHWM:"));
    }

    /** What the process holds now; 0 where the system does not tell. */
    static long resident() {
        return fromStatus("VmRSS:");
    }

    private static long fromStatus(String name) {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return 0;
        }
        try {
            return Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith(name))
                    .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
