package dev.convoy.driver.plan;

import java.io.Serializable;

/**
 * The position of a round in the run.
 *
 * @param epoch epoch, from 0
 * @param index index in the epoch, from 0
 * @param number number in the run, from 0
 * @param iteration updates that each worker has made before it
 * @param measures whether it only measures the statistics of batch normalization, and trains nothing
 */
public record Round(int epoch, int index, int number, int iteration, boolean measures) implements Serializable {
    /** Creates the position of a round that trains. */
    public Round(int epoch, int index, int number, int iteration) {
        this(epoch, index, number, iteration, false);
    }
}
