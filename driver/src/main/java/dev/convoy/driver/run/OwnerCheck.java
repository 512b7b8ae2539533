package dev.convoy.driver.run;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Finds out whether the owner of a run folder is alive: by its process, if it runs on this machine; by the cluster
 * manager, if it drives an application that is known there; otherwise by waiting for a sign of life.
 *
 * @param me the process that asks
 * @param console gets a line if the check takes time
 */
record OwnerCheck(OwnerFiles files, Owner me, Applications applications, LeaseTimes times, Consumer<String> console) {
    private static final long POLL_MILLIS = 100;
    /** A new file must have its content after this part of a lease. */
    private static final int READING = 30;

    boolean isDead(int number) throws IOException {
        Optional<Owner> owner = files.read(number);
        long end = System.nanoTime() + times.expiry().toNanos() / READING;
        while (owner.isEmpty() && System.nanoTime() < end) {
            if (files.lastSign(number).isEmpty()) {
                return true;
            }
            pause();
            owner = files.read(number);
        }
        Optional<Boolean> known = owner.flatMap(this::hasEnded);
        return known.isPresent() ? known.get() : leaseExpires(number, owner);
    }

    private Optional<Boolean> hasEnded(Owner owner) {
        if (owner.process().canBeAsked()) {
            return Optional.of(owner.process().hasEnded());
        }
        if (owner.application() == null) {
            return Optional.empty();
        }
        // A cluster manager starts another attempt of an application after the previous one has ended.
        return owner.application().equals(me.application())
                ? Optional.of(true)
                : applications.hasEnded(owner.application());
    }

    private boolean leaseExpires(int number, Optional<Owner> owner) throws IOException {
        console.accept(String.format(
                Locale.ROOT,
                "waiting up to %d s for a sign of life: %s is in use by %s",
                times.expiry().toSeconds(),
                files.folder().path(),
                owner.map(Owner::toString).orElse("a process that has not yet written its identity")));
        Optional<Long> last = files.lastSign(number);
        long end = System.nanoTime() + times.expiry().toNanos();
        while (System.nanoTime() < end) {
            pause();
            Optional<Long> now = files.lastSign(number);
            if (now.isEmpty()) {
                return true;
            }
            if (!now.equals(last)) {
                return false;
            }
        }
        return true;
    }

    private void pause() throws IOException {
        try {
            Thread.sleep(Math.min(POLL_MILLIS, times.renewal().toMillis()));
        } catch (InterruptedException e) {
            throw new InterruptedIOException("interrupted while waiting for the owner of the run folder");
        }
    }
}
