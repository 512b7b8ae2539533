package dev.convoy.driver.sweep;

import dev.convoy.base.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * The epochs after which trials are compared.
 *
 * @param epochs epochs of each rung, rising; the last is the whole training
 * @param factor of the trials, one in so many is promoted; empty if each rung is to cost the same number of epochs
 */
public record Rungs(List<Integer> epochs, OptionalInt factor) {
    public Rungs {
        epochs = List.copyOf(epochs);
        for (int i = 0; i < epochs.size(); i++) {
            if (epochs.get(i) < 1 || (i > 0 && epochs.get(i) <= epochs.get(i - 1))) {
                throw new InvalidInputException(
                        "sweep.rungs must be rising numbers of epochs, each at least 1 and less than train.epochs",
                        epochs.subList(0, epochs.size() - 1) + " with train.epochs = " + epochs.get(epochs.size() - 1),
                        "For example [1, 3] with train.epochs = 9.");
            }
        }
    }

    /** Returns the single rung of a sweep that stops no trial early. */
    public static Rungs whole(int epochs) {
        return new Rungs(List.of(epochs), OptionalInt.empty());
    }

    /** Returns the rungs at these epochs. */
    public static Rungs at(List<Integer> rungs, int epochs) {
        List<Integer> all = new ArrayList<>(rungs);
        all.add(epochs);
        return new Rungs(all, OptionalInt.empty());
    }

    /** Returns rungs at {@code first} epochs, {@code first × factor} and so on. */
    public static Rungs geometric(int first, int factor, int epochs) {
        if (factor < 2) {
            throw new InvalidInputException("sweep.rungs.factor must be >= 2", factor, "Try 3.");
        }
        List<Integer> all = new ArrayList<>();
        // At least one rung before the end, so that a first rung that is too late is refused.
        long rung = first;
        do {
            all.add((int) rung);
            rung *= factor;
        } while (rung < epochs && rung > 0);
        all.add(epochs);
        return new Rungs(all, OptionalInt.of(factor));
    }

    public int count() {
        return epochs.size();
    }

    public boolean isLast(int rung) {
        return rung == epochs.size() - 1;
    }

    /** Returns how many of so many trials a rung promotes, at least one. */
    public int kept(int rung, int trials) {
        return Math.max(1, share(rung, trials));
    }

    /** Returns how many of so many trials a rung promotes, rounded down. */
    public int share(int rung, int trials) {
        return factor.isPresent()
                ? trials / factor.getAsInt()
                : (int) ((long) trials * epochs.get(rung) / epochs.get(rung + 1));
    }
}
