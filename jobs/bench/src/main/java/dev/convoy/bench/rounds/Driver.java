package dev.convoy.bench.rounds;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.List;

/** Reads the driver's process from the system. */
final class Driver {
    private Driver() {}

    /**
     * Bytes that the process has exchanged with the system: through its sockets, and a few through files.
     *
     * @param in bytes received since its start; 0 where the system does not report them
     * @param out bytes sent since its start; 0 where the system does not report them
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

    /** Returns the sum of the peaks of all parts of the heap since the reset, including garbage. */
    static long peakHeap() {
        return heap().stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
    }

    /** Returns the resident memory of the process. */
    static long resident() {
        return ProcessStatus.resident(ProcessHandle.current().pid());
    }

    private static List<MemoryPoolMXBean> heap() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .toList();
    }
}
