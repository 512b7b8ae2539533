package dev.convoy.driver.control;

import dev.convoy.driver.control.Request.Kind;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Whether a run or a sweep is to stop or to hold: because somebody asked for it, or because other applications wait for
 * the cluster. The trials of a sweep ask from several threads, and all of them get the same answer.
 */
public final class Control implements AutoCloseable {
    private static final long POLL_MILLIS = 500;
    /** Looking takes at most one part in so many of the time. */
    private static final int REST = 20;

    private final ControlFile file;
    private final BooleanSupplier othersWait;
    private final Optional<Instant> end;
    private Optional<Request> request = Optional.empty();
    private boolean stops;
    private long looked = System.nanoTime();
    private long lookNanos;

    /**
     * @param othersWait whether other applications wait for resources; asked after each round and while the run holds
     * @param end what still holds then stops
     */
    public Control(ControlFile file, BooleanSupplier othersWait, Optional<Instant> end) {
        this.file = file;
        this.othersWait = othersWait;
        this.end = end;
    }

    /** Whether there is a reason to stop or to hold. */
    public synchronized boolean isAsked() {
        // A round may be shorter than a look at a file on an object store.
        if (System.nanoTime() - looked >= REST * lookNanos) {
            look();
        }
        return stops || reasonToHold().isPresent();
    }

    /**
     * Waits while there is a reason to hold.
     *
     * @param holder of the caller
     * @return whether the caller goes on; if not, it stops
     */
    public boolean goesOn(Holder holder) {
        boolean holds = false;
        for (; ; pause()) {
            if (stopsNow()) {
                return false;
            }
            Optional<String> reason = reasonToHold();
            if (reason.isEmpty()) {
                break;
            }
            if (end.filter(time -> !Instant.now().isBefore(time)).isPresent()) {
                return false;
            }
            if (!holds) {
                holder.holds(reason.get());
                holds = true;
            }
            holder.waits();
        }
        if (holds) {
            holder.goesOn();
        }
        return true;
    }

    /** Removes a request that came too late, so that it has no effect on the command that continues. */
    @Override
    public synchronized void close() {
        file.remove();
    }

    private synchronized boolean stopsNow() {
        if (stops) {
            file.remove();
        }
        return stops;
    }

    private synchronized Optional<String> reasonToHold() {
        if (isAsked(Kind.RESUME)) {
            file.remove();
            request = Optional.empty();
            return Optional.empty();
        }
        if (isAsked(Kind.HOLD)) {
            return Optional.of(request.orElseThrow().by() + " has asked for it");
        }
        return othersWait.getAsBoolean() ? Optional.of("other applications wait for resources") : Optional.empty();
    }

    private boolean isAsked(Kind kind) {
        return request.filter(one -> one.kind() == kind).isPresent();
    }

    private synchronized void look() {
        long before = System.nanoTime();
        request = file.read();
        stops |= isAsked(Kind.STOP);
        looked = System.nanoTime();
        lookNanos = looked - before;
    }

    private void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
            look();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the run holds", e);
        }
    }
}
