package dev.convoy.driver.run;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Identifies a process, so that another one on the same machine can tell whether it still runs.
 *
 * @param host name of the machine, for people
 * @param machine changes when the machine restarts, and differs between containers that do not see each other's
 *     processes; empty where the system does not say
 * @param pid number of the process
 * @param started start time, in clock ticks since the start of the machine: another process may get the same number
 *     later
 * @param user user of the process
 */
public record ProcessIdentity(String host, String machine, long pid, long started, String user) {
    private static final Path PROCESSES = Path.of("/proc");
    /**
     * Index of the start time in {@code /proc/PID/stat}, counted from the state, which follows the name in parentheses
     * (proc(5)).
     */
    private static final int START_FIELD = 19;

    /** Describes the calling process. */
    public static ProcessIdentity current() {
        long pid = ProcessHandle.current().pid();
        String[] stat = stat(pid);
        return new ProcessIdentity(
                hostName(),
                machineNow(),
                pid,
                stat.length == 0 ? 0 : Long.parseLong(stat[START_FIELD]),
                System.getProperty("user.name"));
    }

    /** Whether {@link #hasEnded} can tell: only for processes that this one can see. */
    public boolean canBeAsked() {
        return !machine.isEmpty()
                && machine.equals(machineNow())
                && System.getProperty("user.name").equals(user);
    }

    /** Whether a visible process has ended; a zombie counts as ended. */
    public boolean hasEnded() {
        String[] stat = stat(pid);
        return stat.length == 0 || stat[0].equals("Z") || Long.parseLong(stat[START_FIELD]) != started;
    }

    /** Returns the fields of a process's stat file, from the state on; empty if there is no such process. */
    private static String[] stat(long pid) {
        try {
            String stat = Files.readString(PROCESSES.resolve(Long.toString(pid)).resolve("stat"));
            return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        } catch (IOException e) {
            return new String[0];
        }
    }

    private static String machineNow() {
        try {
            return Files.readString(PROCESSES.resolve("sys/kernel/random/boot_id"))
                            .strip() + "/"
                    + Files.readSymbolicLink(PROCESSES.resolve("self/ns/pid"));
        } catch (IOException e) {
            return "";
        }
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            // The message names the host that has no address.
            return e.getMessage().replaceFirst(":.*", "");
        }
    }
}
