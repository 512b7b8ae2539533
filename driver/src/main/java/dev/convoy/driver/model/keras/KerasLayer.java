package dev.convoy.driver.model.keras;

import dev.convoy.driver.model.keras.file.FileLocation;
import java.util.List;

/**
 * One layer of a Keras model.
 *
 * @param kind class of the layer in Keras
 * @param path its name, after the names of the models that contain it
 * @param inputs names of the layers that it reads
 */
record KerasLayer(String kind, List<String> path, Settings settings, List<String> inputs) {
    static final String INPUT = "InputLayer";

    /** The layer's unique name in the network. */
    String name() {
        return String.join("/", path);
    }

    /** Whether it computes nothing: a nested model is replaced by its layers, and an input layer by its input. */
    boolean isFrame() {
        return kind.equals(INPUT) || LayerKinds.isModel(kind);
    }

    /** Whether it passes its input on, except in training. */
    boolean isTrainingOnly() {
        return LayerKinds.isTrainingOnly(kind);
    }

    /** Whether it scales images, if it follows the input. */
    boolean isScaling() {
        return LayerKinds.isScaling(kind);
    }

    FileLocation place() {
        return settings.place();
    }
}
