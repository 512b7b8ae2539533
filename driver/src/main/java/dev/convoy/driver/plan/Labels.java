package dev.convoy.driver.plan;

import java.util.function.IntUnaryOperator;

/** The classes of examples, where examples are read. */
public interface Labels {
    /** Returns the class, from 0, of each row of a shard. */
    IntUnaryOperator of(int shard);
}
