package dev.convoy.driver.dataset.manifest;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A part of a dataset, in the order in which splits are written and compared. */
public enum Split {
    TRAIN(0),
    VALIDATION(1),
    TEST(2);

    private final int number;

    Split(int number) {
        this.number = number;
    }

    /** The split's place in the order, from 0. */
    public int number() {
        return number;
    }

    /** The name of the split's folder, and of its field in the manifest. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Split> of(String key) {
        return Arrays.stream(values()).filter(split -> split.key().equals(key)).findFirst();
    }

    public static Split of(int number) {
        return Arrays.stream(values())
                .filter(split -> split.number == number)
                .findFirst()
                .orElseThrow();
    }
}
