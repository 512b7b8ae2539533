package dev.convoy.driver.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.base.FlatVector;
import dev.convoy.kernel.Batch;
import dev.convoy.kernel.Device;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.LayerInfo;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.Optimizer;
import dev.convoy.worker.Predictions;
import dev.convoy.worker.WorkerStep;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/** Compares a graph trained by Convoy with Deeplearning4j's own {@code fit} of the same graph. */
class GraphTrainingTest {
    private static final Shape SHAPE = new Shape(1, 6, 6);
    private static final int CLASSES = 3;
    private static final Model MODEL = Model.of(TinyGraph.configuration(new Adam(0.01), CLASSES), SHAPE);

    @TempDir
    private Path folder;

    @Test
    void stepsAreThoseOfDeeplearning4jRunningStatisticsIncluded() throws IOException {
        List<Batch> batches = batches(5);
        ModelState start = initial();
        ModelState trained;
        try (WorkerStep step = new WorkerStep(MODEL, Precision.FLOAT64, "nd4j", 1, Device.CPU)) {
            trained = step.run(start, batches.iterator(), 0, 0).state();
        }

        ComputationGraph theirs = saved(start);
        batches.forEach(batch -> theirs.fit(new DataSet(features(batch), labels(batch))));

        double[] expected = theirs.params().dup().data().asDouble();
        assertThat(trained.parameters().toDoubles()).containsExactly(expected, within(1e-12));
        LayerInfo norm = MODEL.layers().get(1);
        assertThat(norm.name()).isEqualTo("norm_1");
        int means = (int) norm.parameterOffset() + 8;
        assertThat(Arrays.copyOfRange(expected, means, means + 8))
                .isNotEqualTo(Arrays.copyOfRange(start.parameters().toDoubles(), means, means + 8));
    }

    @Test
    void theSavedGraphOpensInDeeplearning4jAndPredictsTheSame() throws IOException {
        Batch batch = batches(1).get(0);
        ModelState state = initial();
        Predictions ours;
        try (WorkerStep step = new WorkerStep(MODEL, Precision.FLOAT64, "nd4j", 1, Device.CPU)) {
            ours = step.evaluate(state, List.of(batch).iterator(), CLASSES);
        }

        ComputationGraph restored = saved(state);

        assertThat(restored.params().dup().data().asDouble())
                .isEqualTo(state.parameters().toDoubles());
        assertThat(restored.getUpdater().getStateViewArray().dup().data().asDouble())
                .isEqualTo(state.updaterState().toDoubles());
        assertThat(ours.meanLoss())
                .isCloseTo(
                        restored.score(new DataSet(features(batch), labels(batch)), false)
                                - restored.calcRegularizationScore(true),
                        within(1e-12));
        assertThat(ours.predicted())
                .isEqualTo(restored.outputSingle(features(batch)).argMax(1).toIntVector());
    }

    @Test
    void aProbabilityOfZeroHasAFiniteLoss() {
        LayerInfo output = MODEL.layers().get(MODEL.layers().size() - 1);
        double[] parameters = initial().parameters().toDoubles();
        for (int i = (int) output.parameterOffset(); i < parameters.length; i++) {
            parameters[i] *= 1e5;
        }
        ModelState sure = new ModelState(FlatVector.of(parameters), initial().updaterState());
        try (WorkerStep step = new WorkerStep(MODEL, Precision.FLOAT64, "nd4j", 1, Device.CPU)) {
            assertThat(step.evaluate(sure, batches(1).iterator(), CLASSES).meanLoss())
                    .isBetween(1.0, 24.0);
        }
    }

    @Test
    void theSeedDecidesTheInitialWeights() {
        assertThat(initial().parameters().bytes())
                .isEqualTo(initial().parameters().bytes());
        try (Optimizer other = new Optimizer(MODEL, Precision.FLOAT64, 8)) {
            assertThat(other.state().parameters().bytes())
                    .isNotEqualTo(initial().parameters().bytes());
        }
    }

    private static ModelState initial() {
        try (Optimizer optimizer = new Optimizer(MODEL, Precision.FLOAT64, 7)) {
            return optimizer.state();
        }
    }

    private ComputationGraph saved(ModelState state) throws IOException {
        Path zip = folder.resolve("model.zip");
        try (Optimizer optimizer = new Optimizer(MODEL, Precision.FLOAT64, 7)) {
            ModelSerializer.writeModel(optimizer.network(state, 0, 0), zip.toFile(), true);
        }
        return ModelSerializer.restoreComputationGraph(zip.toFile(), true);
    }

    private static List<Batch> batches(int count) {
        Random random = new Random(5);
        List<Batch> batches = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int size = 4 + i;
            float[] features = new float[size * (int) SHAPE.size()];
            float[] labels = new float[size * CLASSES];
            for (int k = 0; k < features.length; k++) {
                features[k] = (float) random.nextGaussian();
            }
            for (int n = 0; n < size; n++) {
                labels[n * CLASSES + random.nextInt(CLASSES)] = 1;
            }
            batches.add(new Batch(size, features, labels, 0));
        }
        return batches;
    }

    private static INDArray features(Batch batch) {
        float[] values = batch.features().toArray(batch.size() * Math.toIntExact(SHAPE.size()));
        return Nd4j.create(values, new long[] {batch.size(), 1, SHAPE.height(), SHAPE.width()}, 'c')
                .castTo(Precision.FLOAT64.storage());
    }

    private static INDArray labels(Batch batch) {
        return Nd4j.create(batch.labels(), new long[] {batch.size(), CLASSES}, 'c')
                .castTo(Precision.FLOAT64.storage());
    }
}
