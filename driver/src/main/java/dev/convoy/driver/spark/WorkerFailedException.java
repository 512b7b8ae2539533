package dev.convoy.driver.spark;

import dev.convoy.driver.plan.Round;
import dev.convoy.kernel.NativeLoadFailure;
import java.util.Locale;

/** A task threw: which worker's it was, and in which round. The cause says why. */
public final class WorkerFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private WorkerFailedException(String who, Throwable cause) {
        // Here on the executor, whose folders and mounts they are.
        super(who, NativeLoadFailure.explained(cause));
    }

    static WorkerFailedException of(int worker, Round round, Throwable cause) {
        return new WorkerFailedException(
                String.format(
                        Locale.ROOT,
                        "worker %d, in epoch %d, round %d,",
                        worker,
                        round.epoch() + 1,
                        round.number() + 1),
                cause);
    }

    static WorkerFailedException ofTest(int part, Throwable cause) {
        return new WorkerFailedException("part " + part + " of the test images", cause);
    }
}
