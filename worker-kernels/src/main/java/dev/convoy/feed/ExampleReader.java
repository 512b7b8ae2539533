package dev.convoy.feed;

import dev.convoy.augment.ExampleSeed;
import dev.convoy.base.InvalidInputException;
import dev.convoy.image.Raster;
import dev.convoy.image.UnreadableImageException;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Reads, decodes and transforms single examples. Used by one thread at a time. */
final class ExampleReader implements AutoCloseable {
    /** A disk that damages every copy is the task's failure: Spark runs it elsewhere. */
    private static final int MAX_COPIES = 3;

    private final Shards shards;
    private final InputRule rule;
    private final ImagePreparation images;
    private byte[] bytes = new byte[0];

    ExampleReader(Shards shards, InputRule rule) {
        this.shards = shards;
        this.rule = rule;
        this.images =
                rule.isStoredAsUsed() ? null : new ImagePreparation(rule.images(), rule.shape(), rule.normalization());
    }

    /** @param place index of the example in the minibatch */
    void read(Minibatch minibatch, int place, MinibatchBuffer into, FeedClock clock) {
        long start = System.nanoTime();
        int row = minibatch.rows()[place];
        try {
            ShardFile shard = load(minibatch.shards()[place], row);
            long read = System.nanoTime();
            clock.read(read - start);
            put(shard, row, minibatch, place, into);
            clock.decoded(System.nanoTime() - read);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (UnreadableImageException e) {
            throw new InvalidInputException(
                    "an image of a dataset must be readable by the decoder that prepare used",
                    "row " + row + " of shard " + minibatch.shards()[place] + ": " + e.getMessage(),
                    "Set data.decoder to that of the dataset's manifest, or prepare the dataset again.",
                    e);
        }
    }

    /** Reads the example's bytes, from a new copy of the shard if the old one is damaged or was removed. */
    private ShardFile load(int number, int row) throws IOException {
        for (int copies = 0; ; ) {
            ShardFile shard = shards.get(number);
            if (bytes.length < shard.length(row)) {
                bytes = new byte[shard.length(row)];
            }
            try {
                if (shard.read(row, bytes)) {
                    return shard;
                }
            } catch (DamagedShardException e) {
                copies++;
                if (copies == MAX_COPIES) {
                    throw e;
                }
                shards.replace(number, shard, e);
            }
        }
    }

    private void put(ShardFile shard, int row, Minibatch minibatch, int place, MinibatchBuffer into)
            throws UnreadableImageException {
        if (rule.format().kind() == RecordFormat.Kind.FLOATS) {
            into.floats(place, bytes);
        } else if (images == null) {
            into.pixels(place, bytes, 0, rule.classOf(shard.label(row)));
        } else {
            ExampleSeed seed = minibatch.images().of(shard.key(row), place);
            Raster image = images.prepare(bytes, shard.length(row), rule.rawShape(), seed);
            into.pixels(place, image.pixels(), 0, rule.classOf(shard.label(row)));
        }
    }

    @Override
    public void close() {
        if (images != null) {
            images.close();
        }
    }
}
