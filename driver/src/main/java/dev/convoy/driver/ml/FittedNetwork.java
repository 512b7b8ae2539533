package dev.convoy.driver.ml;

import dev.convoy.base.FlatVector;
import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.cluster.KernelThreads;
import dev.convoy.driver.executor.Inference;
import dev.convoy.driver.executor.KernelSpec;
import dev.convoy.driver.model.ModelDescription;
import dev.convoy.driver.spark.ClusterKernel;
import dev.convoy.feed.Normalization;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.kernel.lookup.KernelChoice;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.Optimizer;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A trained network.
 *
 * @param description shape, normalization and names of the classes; no normalization if it was fitted to vectors as
 *     they are
 * @param parameters Deeplearning4j's flattened vector
 */
record FittedNetwork(Model network, ModelDescription description, FlatVector parameters) {
    /** Normalization of images, and of vectors too. */
    Normalization normalization() {
        return normalization(description, network.input());
    }

    static Normalization normalization(ModelDescription description, Shape shape) {
        return description.normalization() == null ? Normalization.none(shape.channels()) : description.normalization();
    }

    /** Names of the classes, from the metadata of the label column; empty if it had none. */
    List<String> labels() {
        return description.classes() == null ? List.of() : description.classes();
    }

    /** @throws InvalidInputException if that engine cannot compute the network in that precision */
    Inference inference(String engine, Precision precision, JavaSparkContext spark) {
        checkStorage(precision);
        KernelChoice kernel = ClusterKernel.choose(() -> spark, engine, network, precision);
        return Inference.of(network, KernelSpec.of(kernel, precision, KernelThreads.of(spark.getConf())));
    }

    /** Returns Deeplearning4j's network with these parameters. */
    org.deeplearning4j.nn.api.Model inDeeplearning4j(Precision precision) {
        checkStorage(precision);
        // Not closed, because it owns the returned network.
        Optimizer optimizer = new Optimizer(network, precision, 0);
        return optimizer.network(new ModelState(parameters, optimizer.state().updaterState()), 0, 0);
    }

    private void checkStorage(Precision precision) {
        if (precision.storage() != parameters.type()) {
            throw new InvalidInputException(
                    "precision must be one whose parameters are " + parameters.type() + ", as the model's are",
                    precision.key(),
                    "Leave it as it was when the model was fitted.");
        }
    }
}
