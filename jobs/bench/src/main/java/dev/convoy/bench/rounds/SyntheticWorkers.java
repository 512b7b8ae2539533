package dev.convoy.bench.rounds;

import dev.convoy.base.FlatVector;
import dev.convoy.driver.executor.ExecutorSpec;
import dev.convoy.driver.executor.TrainingRuntime;
import dev.convoy.driver.plan.Round;
import dev.convoy.kernel.Device;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.Predictions;
import dev.convoy.worker.WorkerResult;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.SplittableRandom;
import org.apache.hadoop.conf.Configuration;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Workers whose training is an addition: worker w adds (w + 1) / 16 to every parameter. The average over W workers is
 * then known and exact in float32, so that a benchmark can check it.
 */
record SyntheticWorkers() implements ExecutorSpec<TrainingRuntime> {
    private static final float STEP = 1f / 16;
    /** Initial values are multiples of 1 / this, so that few bytes repeat, as in weights, and sums are exact. */
    private static final int VALUES = 1 << 16;

    @Override
    public TrainingRuntime open(Configuration hadoop, Device device) {
        return new Computer();
    }

    private static final class Computer implements TrainingRuntime {
        @Override
        public WorkerResult train(int worker, Round round, ModelState state, Device device) {
            long start = System.nanoTime();
            byte[] trained = trained(worker, state);
            return new WorkerResult(of(trained), 1, 0, (System.nanoTime() - start) / 1e9, "none");
        }

        @Override
        public Predictions evaluate(Part part, ModelState state, Device device) {
            throw new UnsupportedOperationException("there are no test images");
        }

        @Override
        public void close() {
            // There is nothing to close.
        }
    }

    /** Returns the parameters before the first round. */
    static ModelState initial(int parameters) {
        byte[] bytes = new byte[Math.multiplyExact(parameters, Float.BYTES)];
        FloatBuffer values = floats(bytes);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < parameters; i++) {
            values.put(i, (float) random.nextInt(VALUES) / VALUES);
        }
        return of(bytes);
    }

    /** Returns a worker's parameters after training. */
    static byte[] trained(int worker, ModelState state) {
        byte[] bytes = state.parameters().bytes().clone();
        float step = (worker + 1) * STEP;
        FloatBuffer values = floats(bytes);
        for (int i = 0; i < values.capacity(); i++) {
            values.put(i, values.get(i) + step);
        }
        return bytes;
    }

    /** @throws IllegalStateException if {@code after} is not the average that {@code workers} make of {@code before} */
    static void check(ModelState before, ModelState after, int workers) {
        FloatBuffer from = floats(before.parameters().bytes());
        FloatBuffer to = floats(after.parameters().bytes());
        float step = (workers + 1) * STEP / 2;
        for (int i = 0; i < from.capacity(); i++) {
            if (to.get(i) != from.get(i) + step) {
                throw new IllegalStateException(
                        "parameter " + i + " must be the average, " + (from.get(i) + step) + ". It is: " + to.get(i));
            }
        }
    }

    static ModelState of(byte[] parameters) {
        return new ModelState(new FlatVector(DataType.FLOAT, parameters), new FlatVector(DataType.FLOAT, new byte[0]));
    }

    static FloatBuffer floats(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    }
}
