package dev.convoy.bench.rounds;

import dev.convoy.worker.ModelState;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;

/**
 * The peer of the benchmark: the same broadcast and the same workers, with their whole vectors summed by Spark's {@code
 * treeAggregate} of depth 2 in float32, as little-endian bytes, which Java serializes fastest.
 */
record TreeAggregation(JavaSparkContext spark, int workers) {
    private static final int DEPTH = 2;

    /** Adds a worker's vector to the sum so far; the empty sum is an array of length 0. */
    private record AddWorker(Broadcast<ModelState> state) implements Function2<byte[], Integer, byte[]> {
        @Override
        public byte[] call(byte[] sum, Integer worker) {
            return add(sum, SyntheticWorkers.trained(worker, state.value()));
        }
    }

    private record AddSums() implements Function2<byte[], byte[], byte[]> {
        @Override
        public byte[] call(byte[] left, byte[] right) {
            return add(left, right);
        }
    }

    ModelState average(ModelState state) {
        Broadcast<ModelState> shared = spark.broadcast(state);
        try {
            List<Integer> numbers = IntStream.range(0, workers).boxed().toList();
            byte[] sum = spark.parallelize(numbers, workers)
                    .treeAggregate(new byte[0], new AddWorker(shared), new AddSums(), DEPTH);
            FloatBuffer values = SyntheticWorkers.floats(sum);
            for (int i = 0; i < values.capacity(); i++) {
                values.put(i, values.get(i) / workers);
            }
            return SyntheticWorkers.of(sum);
        } finally {
            shared.destroy();
        }
    }

    private static byte[] add(byte[] sum, byte[] more) {
        if (sum.length == 0 || more.length == 0) {
            return sum.length == 0 ? more : sum;
        }
        FloatBuffer to = SyntheticWorkers.floats(sum);
        FloatBuffer from = SyntheticWorkers.floats(more);
        for (int i = 0; i < to.capacity(); i++) {
            to.put(i, to.get(i) + from.get(i));
        }
        return sum;
    }
}
