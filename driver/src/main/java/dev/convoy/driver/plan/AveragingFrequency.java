package dev.convoy.driver.plan;

import dev.convoy.base.InvalidInputException;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;

/**
 * τ, the steps that each worker takes between two averages. It may change at the start of an epoch: with an average after
 * each step at first, and rarely later, training is post-local SGD (Lin, Stich, Patel, Jaggi: "Don't use large
 * mini-batches, use local SGD", 2018).
 *
 * @param phases in the order of their epochs; the first starts with epoch 0
 */
public record AveragingFrequency(List<Phase> phases) implements Serializable {
    private static final String KEY = "train.averaging-frequency";

    /**
     * A part of a run with one τ. It ends where the next phase starts.
     *
     * @param fromEpoch its first epoch, from 0
     * @param steps τ
     */
    public record Phase(int fromEpoch, int steps) implements Serializable {
        public Phase {
            if (steps < 1) {
                throw new InvalidInputException(KEY + " must be >= 1", steps, "Set it with -D " + KEY + "=N.");
            }
        }
    }

    /** @throws InvalidInputException if the first phase does not start with epoch 0, or one not after the one before */
    public AveragingFrequency {
        phases = List.copyOf(phases);
        int least = 0;
        for (Phase phase : phases) {
            if (phase.fromEpoch() < least || (least == 0 && phase.fromEpoch() > 0)) {
                throw invalid(phases);
            }
            least = phase.fromEpoch() + 1;
        }
        if (phases.isEmpty()) {
            throw invalid(phases);
        }
    }

    private static InvalidInputException invalid(List<Phase> phases) {
        // As they are given: users count epochs from 1.
        List<Integer> epochs =
                phases.stream().map(phase -> phase.fromEpoch() + 1).toList();
        return new InvalidInputException(
                "the phases of " + KEY + " must start from epoch 1, and each after the one before",
                "from-epoch " + epochs,
                "For example [{from-epoch: 1, frequency: 1}, {from-epoch: 11, frequency: 16}].");
    }

    /** Returns the same τ for all epochs. */
    public static AveragingFrequency always(int steps) {
        return new AveragingFrequency(List.of(new Phase(0, steps)));
    }

    /** Whether there is more than one phase. */
    public boolean changes() {
        return phases.size() > 1;
    }

    /** Returns τ in an epoch, from 0. */
    public int at(int epoch) {
        return phases.stream()
                .filter(phase -> phase.fromEpoch() <= epoch)
                .reduce((before, later) -> later)
                .orElseThrow()
                .steps();
    }

    /** Returns the last phase. */
    public Phase last() {
        return phases.get(phases.size() - 1);
    }

    /** Returns the number, or the phases with epochs as users count them, from 1. */
    public String text() {
        return changes()
                ? phases.stream()
                        .map(phase -> phase.steps() + " from epoch " + (phase.fromEpoch() + 1))
                        .collect(Collectors.joining(", "))
                : Integer.toString(last().steps());
    }

    /** Returns the first epoch of the phase after that of an epoch, both from 0; the greatest number if there is none. */
    int nextChange(int epoch) {
        return phases.stream()
                .mapToInt(Phase::fromEpoch)
                .filter(from -> from > epoch)
                .findFirst()
                .orElse(Integer.MAX_VALUE);
    }
}
