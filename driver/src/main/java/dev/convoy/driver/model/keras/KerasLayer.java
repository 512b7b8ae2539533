package dev.convoy.driver.model.keras;

import java.util.List;
import java.util.Set;

/**
 * One layer of a Keras model.
 *
 * @param kind Keras's class
 * @param path its name, behind those of the models that it is in
 * @param inputs the layers it reads, by their names here
 */
record KerasLayer(String kind, List<String> path, Settings settings, List<String> inputs) {
    static final String INPUT = "InputLayer";

    private static final Set<String> MODELS = Set.of("Sequential", "Functional", "Model");

    /** Of those that both Keras 2 and 3 have; a RandomCrop makes another size of images at test time, too. */
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

    /** The one that nothing else has here. */
    String name() {
        return String.join("/", path);
    }

    /** Whether it does nothing of its own: a model's layers stand for it, and its input for what it reads. */
    boolean isFrame() {
        return kind.equals(INPUT) || isModel(kind);
    }

    boolean isTrainingOnly() {
        return TRAINING_ONLY.contains(kind);
    }

    /** Whether it scales images, if it stands at the input. */
    boolean isScaling() {
        return SCALING.contains(kind);
    }

    FileLocation place() {
        return settings.place();
    }
}
