package dev.convoy.driver.plan;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** The place of a minibatch in an epoch. */
record Minibatch(int round, int worker, int step) {
    /** Returns all minibatches of an epoch, in the order of rounds, workers and steps. */
    static List<Minibatch> all(Plan plan, int epoch) {
        return IntStream.range(0, plan.rounds(epoch))
                .boxed()
                .flatMap(round -> IntStream.range(0, plan.workers()).boxed().flatMap(worker -> IntStream.range(
                                0, plan.steps(epoch, round))
                        .mapToObj(step -> new Minibatch(round, worker, step))))
                .toList();
    }

    /** Returns all examples of an epoch, in the order of its minibatches. */
    static long[] examples(Plan plan, int epoch) {
        return examples(plan, plan.order(epoch));
    }

    /** Returns all examples of an epoch that draws classes equally often. */
    static long[] examples(Plan plan, int epoch, Labels labels) {
        return examples(plan, plan.order(epoch, labels));
    }

    private static long[] examples(Plan plan, EpochOrder order) {
        return all(plan, order.epoch()).stream()
                .flatMapToLong(minibatch -> LongStream.of(minibatch.examples(order)))
                .toArray();
    }

    /** Returns its examples in their order. */
    long[] examples(EpochOrder order) {
        return slices(order).stream()
                .flatMapToLong(slice -> IntStream.of(slice.rows()).mapToLong(row -> example(slice.shard(), row)))
                .toArray();
    }

    List<Slice> slices(EpochOrder order) {
        return order.minibatch(round, worker, step);
    }

    /** Returns a number that no other example has. */
    static long example(int shard, int row) {
        return ((long) shard << 32) | row;
    }

    static int shard(long example) {
        return (int) (example >>> 32);
    }
}
