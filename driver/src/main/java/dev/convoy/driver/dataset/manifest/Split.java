package dev.convoy.driver.dataset.manifest;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A part of a dataset, in the order in which splits are written and compared. */
public enum Split {
    TRAIN,
    VALIDATION,
    TEST;

    /** The name of the split's folder, and of its field in the manifest. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Split> of(String key) {
        return Arrays.stream(values()).filter(split -> split.key().equals(key)).findFirst();
    }
}
