package dev.convoy.driver.plan;

import java.io.Serializable;

/**
 * One round's place in the run.
 *
 * @param epoch from 0
 * @param index within the epoch, from 0
 * @param number within the run, from 0
 * @param iteration updates that each worker has made before it
 */
public record Round(int epoch, int index, int number, int iteration) implements Serializable {}
