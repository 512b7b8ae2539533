package dev.convoy.driver.run;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.Timer;
import java.util.TimerTask;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right of one process to write to a run folder, from its claim until it is closed.
 *
 * <p>A process claims a folder by creating the owner file with the next number, and then checks whether there are other
 * files than those of owners that it found dead. Of two processes that claim at the same time, the one that creates its
 * file later sees the other's file, so they can never both own the folder.
 */
public final class RunOwnership implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunOwnership.class);
    private static final int MAX_BACK_OFF_MILLIS = 500;

    private final OwnerFiles files;
    private final int number;
    private final Owner owner;
    private final Timer renewal = new Timer("run folder lease", true);
    private boolean closed;

    private RunOwnership(OwnerFiles files, int number, Owner owner, LeaseTimes times) {
        this.files = files;
        this.number = number;
        this.owner = owner;
        TimerTask renew = new TimerTask() {
            @Override
            public void run() {
                renew();
            }
        };
        long period = times.renewal().toMillis();
        renewal.schedule(renew, period, period);
    }

    /**
     * Claims an existing folder.
     *
     * @param applications asked about owners that drive an application of a cluster
     * @param console gets one line if the owner can only be waited for
     * @throws FolderInUseException if another process owns the folder and is alive
     */
    public static RunOwnership claim(
            RunFolder folder, Owner owner, Applications applications, LeaseTimes times, Consumer<String> console)
            throws IOException {
        OwnerFiles files = new OwnerFiles(folder);
        OwnerCheck check = new OwnerCheck(files, owner, applications, times, console);
        while (true) {
            SortedMap<Integer, Optional<Owner>> dead = files.all();
            for (int number : dead.keySet()) {
                if (!check.isDead(number)) {
                    throw inUse(files, number);
                }
            }
            int number = dead.isEmpty() ? 1 : dead.lastKey() + 1;
            if (!files.create(number, owner)) {
                continue;
            }
            SortedMap<Integer, Optional<Owner>> others = files.all();
            others.remove(number);
            // A number may have a new owner by now.
            if (dead.entrySet().containsAll(others.entrySet())) {
                for (int left : others.keySet()) {
                    files.delete(left);
                }
                return new RunOwnership(files, number, owner, times);
            }
            files.delete(number);
            backOff(owner);
        }
    }

    /** Returns the processes that own a folder, or owned it when they died. */
    public static Set<ProcessIdentity> owners(RunFolder folder) throws IOException {
        return new OwnerFiles(folder)
                .all().values().stream()
                        .flatMap(Optional::stream)
                        .map(Owner::process)
                        .collect(Collectors.toSet());
    }

    /**
     * Whether this process still owns the folder: another one takes it over if this one gives no sign of life for too
     * long.
     */
    public synchronized boolean isHeld() throws IOException {
        return files.isOf(number, owner);
    }

    /** @throws FolderInUseException if another process took over the folder */
    public void requireHeld() throws IOException {
        if (!isHeld()) {
            throw new FolderInUseException("a process must own the run folder that it writes to. Given: "
                    + files.folder().path() + ", which another process took over because " + owner
                    + " gave no sign of life. Leave the run to the other process.");
        }
    }

    /** Releases the folder. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        renewal.cancel();
        try {
            if (isHeld()) {
                files.delete(number);
            }
        } catch (IOException e) {
            LOG.warn("cannot remove the owner file of {}; the next run will detect that this one has ended", files, e);
        }
    }

    private synchronized void renew() {
        try {
            if (!closed && isHeld()) {
                files.renew(number, owner);
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("cannot renew the claim on the run folder; trying again", e);
        }
    }

    private static FolderInUseException inUse(OwnerFiles files, int number) throws IOException {
        return new FolderInUseException("run.dir must not be in use by another run. Given: "
                + files.folder().path() + ", in use by "
                + files.read(number).map(Owner::toString).orElse("another process")
                + ". Wait for its end or stop it, or give another folder with -D run.dir=FOLDER.");
    }

    private static void backOff(Owner owner) throws IOException {
        try {
            Thread.sleep(1 + Math.floorMod(owner.token().hashCode(), MAX_BACK_OFF_MILLIS));
        } catch (InterruptedException e) {
            throw new InterruptedIOException("interrupted while claiming the run folder");
        }
    }
}
