package dev.convoy.driver.control;

import dev.convoy.driver.checkpoint.Progress;
import dev.convoy.driver.control.Request.Kind;
import dev.convoy.driver.round.StopRule;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Stops or holds a run at the end of a round: because somebody asked for it, or because other applications wait for the
 * cluster. A run that holds has no executors and is saved.
 */
public final class ControlRule implements StopRule {
    private static final long POLL_MILLIS = 500;
    /** Looking takes at most one part in so many of the time. */
    private static final int REST = 20;

    private final ControlFile file;
    private final BooleanSupplier othersWait;
    private final Executors executors;
    private final Console console;
    private final Optional<Instant> end;
    private Optional<Request> request = Optional.empty();
    private long looked = System.nanoTime();
    private long lookNanos;

    /**
     * @param othersWait whether other applications wait for resources; asked after each round and while the run holds
     * @param end a run that still holds then stops
     */
    public ControlRule(
            ControlFile file, BooleanSupplier othersWait, Executors executors, Console console, Optional<Instant> end) {
        this.end = end;
        this.file = file;
        this.othersWait = othersWait;
        this.executors = executors;
        this.console = console;
    }

    /** Shows what a run does. */
    public interface Console {
        /** @param reason why it holds */
        void holds(String reason, Progress at);

        void goesOn(Progress at);
    }

    @Override
    public boolean stopsAfter(Progress at) {
        // A round may be shorter than a look at a file on an object store.
        if (System.nanoTime() - looked >= REST * lookNanos) {
            look();
        }
        return isAsked(Kind.STOP) || reasonToHold().isPresent();
    }

    @Override
    public boolean resumes(Progress at) {
        boolean holds = false;
        for (; ; pause()) {
            if (isAsked(Kind.STOP)) {
                fulfilled();
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
                executors.giveBack();
                console.holds(reason.get(), at);
                holds = true;
            }
        }
        if (holds) {
            executors.request();
            console.goesOn(at);
        }
        return true;
    }

    private Optional<String> reasonToHold() {
        if (isAsked(Kind.RESUME)) {
            fulfilled();
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

    private void look() {
        long before = System.nanoTime();
        request = file.read();
        looked = System.nanoTime();
        lookNanos = looked - before;
    }

    private void fulfilled() {
        file.remove();
        request = Optional.empty();
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
