package dev.convoy.bench;

import dev.convoy.kernel.Batch;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.Shape;
import java.util.Arrays;
import org.deeplearning4j.nn.api.NeuralNetwork;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Deeplearning4j's own {@code fit} of one minibatch. */
final class Deeplearning4jStep {
    private Deeplearning4jStep() {}

    /** @param asShipped whether to leave out its oneDNN layer helpers */
    static Runnable open(Model model, Batch batch, boolean asShipped) {
        NeuralNetwork network = model.configuration().copy().network();
        LayerHelpers.with(!asShipped, network::init);
        Shape shape = model.input();
        DataSet data = new DataSet(
                Nd4j.create(
                        batch.features().toArray(Math.toIntExact(batch.size() * shape.size())),
                        new long[] {batch.size(), shape.channels(), shape.height(), shape.width()},
                        'c'),
                Nd4j.create(
                        Arrays.copyOf(batch.labels(), batch.size() * model.outputs()),
                        new long[] {batch.size(), model.outputs()},
                        'c'));
        return () -> network.fit(data);
    }
}
