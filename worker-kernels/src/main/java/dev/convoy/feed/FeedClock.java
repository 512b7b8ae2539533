package dev.convoy.feed;

import java.util.concurrent.atomic.LongAdder;

/** Adds up what a feed's threads spend their time on. */
final class FeedClock {
    private final LongAdder reading = new LongAdder();
    private final LongAdder decoding = new LongAdder();

    void read(long nanos) {
        reading.add(nanos);
    }

    void decoded(long nanos) {
        decoding.add(nanos);
    }

    FeedTimes times(long waitingNanos) {
        return new FeedTimes(reading.sum() / 1e9, decoding.sum() / 1e9, waitingNanos / 1e9);
    }
}
