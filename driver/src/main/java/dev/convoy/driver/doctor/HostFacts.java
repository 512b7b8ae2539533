package dev.convoy.driver.doctor;

import java.io.Serializable;
import java.util.List;

/**
 * What an executor says about its process and machine.
 *
 * @param executor Spark's number of it, or {@code driver}
 * @param clockMillis its clock; on the driver, how far it is ahead of the driver's, or behind if negative
 * @param unseen data that it cannot see, with the reason
 */
public record HostFacts(
        String executor, String host, Software software, List<Folder> folders, long clockMillis, List<String> unseen)
        implements Serializable {
    /**
     * The software of a process.
     *
     * @param glibc version of the C library; empty if it is not known
     * @param java version of Java
     * @param jar length of Convoy's jar in bytes; 0 if it is not a file
     * @param arithmetic library and instruction set that the kernel computes with; empty if it does not load
     * @param unusable why the kernel's native libraries do not load; empty if they do
     */
    public record Software(String glibc, String java, long jar, String arithmetic, String unusable)
            implements Serializable {}

    /**
     * A folder that the process writes to.
     *
     * @param isNoexec whether libraries in it cannot be loaded
     */
    public record Folder(Use use, String path, long freeBytes, boolean isNoexec) implements Serializable {}

    /** What a folder is for. */
    public enum Use {
        /** Unpacked native libraries. */
        LIBRARIES,
        /** Shuffles, and copies of shards. */
        LOCAL
    }

    /**
     * Returns the facts with the difference of the clocks, as far as it is certain.
     *
     * @param asked the driver's clock when it asked
     * @param answered the driver's clock when it had the answer
     */
    public HostFacts comparedWith(long asked, long answered) {
        long ahead = Math.max(0, clockMillis - answered) + Math.min(0, clockMillis - asked);
        return new HostFacts(executor, host, software, folders, ahead, unseen);
    }

    String name() {
        return (executor.equals("driver") ? "the driver" : "executor " + executor) + " on " + host;
    }
}
