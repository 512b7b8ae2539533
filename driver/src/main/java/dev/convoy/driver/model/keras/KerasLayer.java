package dev.convoy.driver.model.keras;

import dev.convoy.driver.model.keras.file.FileLocation;
import java.util.List;
import java.util.Set;

/**
 * One layer of a Keras model.
 *
 * @param kind class of the layer in Keras
 * @param path its name, after the names of the models that contain it
 * @param inputs names of the layers that it reads
 */
record KerasLayer(String kind, List<String> path, Settings settings, List<String> inputs) {
    static final String INPUT = "InputLayer";

    private static final Set<String> MODELS = Set.of("Sequential", "Functional", "Model");

    /** Layers of both Keras 2 and 3. RandomCrop is not among them: it changes the size of images at test time, too. */
    private static final Set<String> TRAINING_ONLY = Set.of(
            "RandomFlip",
            "RandomRotation",
            "RandomZoom",
            "RandomTranslation",
            "RandomContrast",
            "RandomBrightness",
            "RandomHeight",
            "RandomWidth");

    private static final Set<String> SCALING = Set.of("Rescaling", "Normalization");

    static boolean isModel(String kind) {
        return MODELS.contains(kind);
    }

    /** The layer's unique name in the network. */
    String name() {
        return String.join("/", path);
    }

    /** Whether it computes nothing: a nested model is replaced by its layers, and an input layer by its input. */
    boolean isFrame() {
        return kind.equals(INPUT) || isModel(kind);
    }

    boolean isTrainingOnly() {
        return TRAINING_ONLY.contains(kind);
    }

    /** Whether it scales images, if it follows the input. */
    boolean isScaling() {
        return SCALING.contains(kind);
    }

    FileLocation place() {
        return settings.place();
    }
}
