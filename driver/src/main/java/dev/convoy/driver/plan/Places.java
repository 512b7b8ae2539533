package dev.convoy.driver.plan;

/**
 * A run of places in the line that an epoch's shards form.
 *
 * @param from the first place
 * @param to the place after the last
 */
record Places(long from, long to) {
    int count() {
        return Math.toIntExact(to - from);
    }
}
