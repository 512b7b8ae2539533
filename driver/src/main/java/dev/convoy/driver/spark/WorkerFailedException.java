package dev.convoy.driver.spark;

import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.plan.Round;
import dev.convoy.kernel.NativeLoadFailure;
import java.util.Locale;

/** The failure of a task, with its worker and round. The cause has the reason. */
public final class WorkerFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private WorkerFailedException(String who, Throwable cause) {
        // Explained here on the executor, because it depends on its folders and mounts.
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

    static WorkerFailedException of(Split split, int part, Throwable cause) {
        return new WorkerFailedException("part " + part + " of the " + split.key() + " images", cause);
    }
}
