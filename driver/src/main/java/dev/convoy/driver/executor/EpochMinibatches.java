package dev.convoy.driver.executor;

import dev.convoy.driver.plan.EpochOrder;
import dev.convoy.driver.plan.Plan;
import dev.convoy.driver.plan.Sampling;
import dev.convoy.driver.plan.Seeds;
import dev.convoy.driver.plan.Slice;
import dev.convoy.feed.Minibatch;
import dev.convoy.feed.Minibatch.ImageSeed;
import java.util.Arrays;
import java.util.List;

/** The minibatches of an epoch, with the seeds of their random choices. */
record EpochMinibatches(Plan plan, EpochOrder order, Sampling sampling) {
    /** Tells the source of random choices for images from others of the same epoch. */
    private static final long IMAGES = -1;

    /**
     * Returns one worker's minibatch.
     *
     * @param round index in the epoch, from 0
     * @param step index in the round, from 0
     */
    Minibatch of(int round, int worker, int step) {
        List<Slice> slices = order.minibatch(round, worker, step);
        int size = slices.stream().mapToInt(slice -> slice.rows().length).sum();
        int[] shards = new int[size];
        int[] rows = new int[size];
        int place = 0;
        for (Slice slice : slices) {
            int count = slice.rows().length;
            Arrays.fill(shards, place, place + count, slice.shard());
            System.arraycopy(slice.rows(), 0, rows, place, count);
            place += count;
        }
        return new Minibatch(
                shards, rows, images(round, step), Seeds.derive(plan.seed(), order.epoch(), round, worker, step));
    }

    /**
     * Returns where the random choices for the images of a step come from: the epoch, if it has each image once. An image
     * that is drawn again in an epoch has others then.
     */
    ImageSeed images(int round, int step) {
        int epoch = order.epoch();
        long seed = sampling == Sampling.SHUFFLE
                ? Seeds.derive(plan.seed(), IMAGES, epoch)
                : Seeds.derive(plan.seed(), IMAGES, epoch, plan.stepsBefore(epoch, round) + step);
        return new ImageSeed(seed, epoch, sampling == Sampling.BALANCED);
    }
}
