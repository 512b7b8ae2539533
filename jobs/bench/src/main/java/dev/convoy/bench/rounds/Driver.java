package dev.convoy.bench.rounds;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.List;

/** The driver's own process, as the machine sees it. */
final class Driver {
    private Driver() {}

    /**
     * Bytes that the process has passed to and from the system: its sockets, and what little it writes to files.
     *
     * @param in since it started; 0 where the system does not tell
     * @param out likewise
     */
    record Transfers(long in, long out) {
        static Transfers now() {
            return new Transfers(ProcessStatus.own("io", "rchar:"), ProcessStatus.own("io", "wchar:"));
        }

        Transfers since(Transfers before) {
            return new Transfers(in - before.in, out - before.out);
        }
    }

    static void resetPeakHeap() {
        heap().forEach(MemoryPoolMXBean::resetPeakUsage);
    }

    /** The most that each part of the heap held since the reset, added up, garbage included. */
    static long peakHeap() {
        return heap().stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
    }

    /** What the process holds now. */
    static long resident() {
        return ProcessStatus.resident(ProcessHandle.current().pid());
    }

    private static List<MemoryPoolMXBean> heap() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .toList();
    }
}
