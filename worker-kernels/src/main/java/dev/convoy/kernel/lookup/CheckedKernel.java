package dev.convoy.kernel.lookup;

import dev.convoy.base.FlatVector;
import dev.convoy.kernel.Batch;
import dev.convoy.kernel.DeviceTraining;
import dev.convoy.kernel.GradientKernel;
import dev.convoy.kernel.SegmentUpdate;
import dev.convoy.kernel.graph.Model;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;

/** Checks arguments once, so that the engines compute and check nothing. */
record CheckedKernel(GradientKernel engine, Model model) implements GradientKernel {
    @Override
    public double gradient(Pointer parameters, Batch batch, Pointer gradient) {
        check(batch);
        return engine.gradient(parameters, batch, gradient);
    }

    @Override
    public double evaluate(Pointer parameters, Batch batch, float[] outputs) {
        check(batch, outputs);
        return engine.evaluate(parameters, batch, outputs);
    }

    @Override
    public Optional<DeviceTraining> training() {
        return engine.training().map(Training::new);
    }

    /** Checks the arguments of training on a GPU. */
    private final class Training implements DeviceTraining {
        private final DeviceTraining training;

        Training(DeviceTraining training) {
            this.training = training;
        }

        @Override
        public void begin(FlatVector parameters, FlatVector states) {
            checkParameters(parameters);
            training.begin(parameters, states);
        }

        @Override
        public void step(Batch batch, List<SegmentUpdate> update) {
            check(batch);
            training.step(batch, update);
        }

        @Override
        public Trained end() {
            return training.end();
        }

        @Override
        public void load(FlatVector parameters) {
            checkParameters(parameters);
            training.load(parameters);
        }

        @Override
        public double evaluate(Batch batch, float[] outputs) {
            check(batch, outputs);
            return training.evaluate(batch, outputs);
        }
    }

    @Override
    public void close() {
        engine.close();
    }

    private void checkParameters(FlatVector parameters) {
        if (parameters.type() != DataType.FLOAT || parameters.length() != model.parameters()) {
            throw new IllegalArgumentException("the parameters must be " + model.parameters() + " FLOAT values. Given: "
                    + parameters.length() + " " + parameters.type());
        }
    }

    private void check(Batch batch, float[] outputs) {
        check(batch);
        atLeast("outputs", outputs.length, (long) batch.size() * model.outputs());
    }

    private void check(Batch batch) {
        if (batch.size() < 1) {
            throw new IllegalArgumentException("a batch holds at least 1 example. Given: " + batch.size());
        }
        atLeast(
                "features",
                batch.features().length(),
                batch.size() * model.input().size());
        atLeast("labels", batch.labels().length, (long) batch.size() * model.outputs());
    }

    private static void atLeast(String array, long length, long needed) {
        if (length < needed) {
            throw new IllegalArgumentException(array + " must hold at least " + needed + " values. Given: " + length);
        }
    }
}
