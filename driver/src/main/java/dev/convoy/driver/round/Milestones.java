package dev.convoy.driver.round;

/**
 * How far a run goes, and what it does on the way.
 *
 * @param epochs at whose end it ends, counted from the first
 * @param checkpointEvery rounds; and at the end of each epoch
 * @param evaluates on the test images at the end of each epoch
 */
public record Milestones(int epochs, int checkpointEvery, boolean evaluates) {}
