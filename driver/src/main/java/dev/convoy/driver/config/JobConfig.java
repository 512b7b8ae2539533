package dev.convoy.driver.config;

import dev.convoy.augment.mix.Mixer;
import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.checkpoint.BestBy;
import dev.convoy.driver.plan.AveragingFrequency;
import dev.convoy.driver.plan.Sampling;
import dev.convoy.driver.run.Redaction;
import dev.convoy.kernel.Precision;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * The configuration of a job, as {@code reference.conf} documents it, with every value checked.
 *
 * @param text the resolved configuration as HOCON, secrets removed
 */
public record JobConfig(
        Data data,
        Prepare prepare,
        String model,
        Train train,
        Kernel kernel,
        Checkpoint checkpoint,
        Run run,
        Report report,
        String text) {
    public JobConfig {
        if (checkpoint.bestBy().ofAverage() && train.learning().ema().isEmpty()) {
            throw new InvalidInputException(
                    "checkpoint.best-by=" + checkpoint.bestBy().key() + " needs train.ema",
                    "train.ema=null",
                    "Add -D train.ema=0.999.");
        }
        boolean endsEarly = train.learning().patience().isPresent();
        if (checkpoint.bestBy().minImprovement() > 0 && !endsEarly) {
            throw new InvalidInputException(
                    "train.early-stopping.min-improvement needs train.early-stopping.patience",
                    "train.early-stopping.patience=null",
                    "Add -D train.early-stopping.patience=10.");
        }
        if (train.batchSize() < 2 && new Mixer(data.images().augmentations()).mixes()) {
            throw new InvalidInputException(
                    "mixup and cutmix mix the images of a minibatch, so train.batch-size must be >= 2",
                    train.batchSize(),
                    "Leave them out of train.augment, or set it higher.");
        }
    }

    public record Train(
            int epochs,
            int batchSize,
            Averaging averaging,
            long seed,
            double labelSmoothing,
            Balance balance,
            Learning learning,
            Optional<String> freezeUntil,
            boolean newOutput) {
        public Train {
            atLeastOne("train.epochs", epochs);
            atLeastOne("train.batch-size", batchSize);
            if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
                throw new InvalidInputException(
                        "train.label-smoothing must be >= 0 and < 1", labelSmoothing, "Try 0.1.");
            }
        }
    }

    /**
     * What is done for rare classes.
     */
    public record Balance(ClassWeights weights, Sampling sampling) {
        public Balance {
            if (weights.balanced() && sampling == Sampling.BALANCED) {
                throw new InvalidInputException(
                        "rare classes must not be balanced twice",
                        ClassWeights.KEY + "=balanced and train.sampling=balanced",
                        "Use one of them.");
            }
        }
    }

    /**
     * The averaging of the workers' results.
     *
     * @param frequency minibatches of each worker between two averages
     * @param warmupRounds rounds at the start of a run that have one minibatch each
     */
    public record Averaging(
            int workers, Tasks tasks, AveragingFrequency frequency, int warmupRounds, OuterChoice outer) {
        public Averaging {
            atLeastOne("train.workers", workers);
            OptionalInt gpuWorkers = tasks.gpuWorkers();
            if (gpuWorkers.isPresent() && (gpuWorkers.getAsInt() < 1 || gpuWorkers.getAsInt() >= workers)) {
                throw new InvalidInputException(
                        "train.gpu-workers must be >= 1 and less than train.workers",
                        gpuWorkers.getAsInt() + " of " + workers,
                        "Leave it out if all executors are alike.");
            }
            if (warmupRounds < 0) {
                throw new InvalidInputException(
                        "train.averaging-warmup-rounds must be >= 0", warmupRounds, "Try 0, which is none.");
            }
        }

        /** Returns the number of tasks of a round. */
        public int taskCount() {
            int together = tasks.gpuWorkers().orElse(workers);
            return (together - 1) / tasks.workersPerTask() + 1 + workers - together;
        }
    }

    /**
     * Where the workers run.
     *
     * @param gpuWorkers workers, the first ones, on executors with a GPU, where the others are on executors without;
     *     empty if all executors are alike
     * @param workersPerTask workers that a task computes one after the other
     */
    public record Tasks(OptionalInt gpuWorkers, int workersPerTask) {
        public Tasks {
            atLeastOne("train.workers-per-task", workersPerTask);
        }
    }

    /** @param name {@code average} or {@code nesterov} */
    public record OuterChoice(String name, OptionalDouble learningRate, OptionalDouble momentum) {
        /** The value of {@code train.outer.optimizer} that keeps the average unchanged. */
        public static final String AVERAGE = "average";

        public static final String NESTEROV = "nesterov";

        public OuterChoice {
            if (!name.equals(AVERAGE) && !name.equals(NESTEROV)) {
                throw new InvalidInputException(
                        "train.outer.optimizer must be average or nesterov", name, "Use one of them.");
            }
            if (name.equals(AVERAGE) && (learningRate.isPresent() || momentum.isPresent())) {
                throw new InvalidInputException(
                        "train.outer.learning-rate and train.outer.momentum need train.outer.optimizer=nesterov",
                        "train.outer.optimizer=average",
                        "Add -D train.outer.optimizer=nesterov.");
            }
            double rate = learningRate.orElse(1);
            if (!(rate > 0 && Double.isFinite(rate))) {
                throw new InvalidInputException("train.outer.learning-rate must be > 0 and finite", rate, "Try 1.");
            }
            if (momentum.isPresent() && !(momentum.getAsDouble() >= 0 && momentum.getAsDouble() < 1)) {
                throw new InvalidInputException(
                        "train.outer.momentum must be >= 0 and < 1", momentum.getAsDouble(), "Try 0.8.");
            }
        }
    }

    public record Kernel(String engine, Precision precision) {}

    /** @param bestBy what the checkpoint that is kept is chosen by */
    public record Checkpoint(int everyRounds, int keep, BestBy bestBy) {
        public Checkpoint {
            atLeastOne("checkpoint.every-rounds", everyRounds);
            atLeastOne("checkpoint.keep", keep);
        }
    }

    /**
     * The files of a run, and its end.
     *
     * @param interruptGrace how long an interrupted run has to write a last checkpoint
     * @param until when the process must have ended
     * @param yields whether executors are given back while other applications wait for some
     */
    public record Run(Optional<String> dir, Duration interruptGrace, Optional<Instant> until, boolean yields) {
        public Run {
            if (interruptGrace.isNegative()) {
                throw new InvalidInputException(
                        "train.interrupt-grace must be >= 0",
                        interruptGrace.toMillis() + " ms",
                        "Try 10 s, or 0 s to leave the last checkpoint as it is.");
            }
        }

        /**
         * Checks the end of a command that begins now. A driver that a cluster starts again after it may find it past.
         *
         * @throws InvalidInputException if it is past
         */
        public void requireTimeLeft() {
            until.filter(end -> !end.isAfter(Instant.now())).ifPresent(end -> {
                throw new InvalidInputException(Until.KEY + " must lie in the future", end, "Set a later time.");
            });
        }
    }

    /**
     * What follows a run. None of it is part of the run's identity.
     *
     * @param html whether {@code report.html} is written
     * @param tensorboard whether TensorBoard's event files are written
     * @param mlflowUri address of an MLflow tracking server
     */
    public record Report(boolean html, boolean tensorboard, Optional<URI> mlflowUri) {
        static Optional<URI> address(Optional<String> given) {
            return given.map(text -> {
                URI uri = parsed(text);
                boolean isHttp = uri != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
                if (!isHttp || uri.getHost() == null) {
                    throw new InvalidInputException(
                            "report.mlflow-uri must be the http or https address of an MLflow tracking server",
                            Redaction.of(text),
                            "For example http://HOST:5000.");
                }
                return uri;
            });
        }

        private static URI parsed(String text) {
            try {
                return new URI(text);
            } catch (URISyntaxException e) {
                return null;
            }
        }
    }

    private static void atLeastOne(String key, int value) {
        if (value < 1) {
            throw new InvalidInputException(key + " must be >= 1", value, "Set it with -D " + key + "=N.");
        }
    }
}
