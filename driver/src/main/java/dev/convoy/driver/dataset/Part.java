package dev.convoy.driver.dataset;

/** A part of the data, with the key of the configuration that names it. */
public enum Part {
    TRAIN,
    VALIDATION,
    TEST;

    /** Returns the key whose value names the files. */
    public String key() {
        return "data." + split();
    }

    /** Returns the name of the split of a prepared data set. */
    public String split() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
