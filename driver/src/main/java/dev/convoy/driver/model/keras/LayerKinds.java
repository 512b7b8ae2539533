package dev.convoy.driver.model.keras;

import dev.convoy.base.InvalidInputException;
import java.util.Set;

/** What is done with layers, by their classes in Keras 2 and 3. */
final class LayerKinds {
    private static final Set<String> MODELS = Set.of("Sequential", "Functional", "Model");

    /** RandomCrop is not among them: it changes the size of images at test time, too. */
    private static final Set<String> AUGMENTATION = Set.of(
            "RandomFlip",
            "RandomRotation",
            "RandomZoom",
            "RandomTranslation",
            "RandomContrast",
            "RandomBrightness",
            "RandomHeight",
            "RandomWidth",
            "RandomShear",
            "RandomPerspective",
            "RandomElasticTransform",
            "RandomHue",
            "RandomSaturation",
            "RandomColorJitter",
            "RandomColorDegeneration",
            "RandomGrayscale",
            "RandomInvert",
            "RandomPosterization",
            "RandomSharpness",
            "RandomGaussianBlur",
            "RandomErasing",
            "RandAugment",
            "AugMix",
            "CutMix",
            "MixUp");

    /** Layers that disturb values in training. */
    private static final Set<String> NOISE = Set.of(
            "SpatialDropout1D",
            "SpatialDropout2D",
            "GaussianDropout",
            "GaussianNoise",
            "AlphaDropout",
            "ActivityRegularization");

    private static final Set<String> SCALING = Set.of("Rescaling", "Normalization");

    /** Kinds that {@link Translation#layer} or {@link Import} translates, besides activations and sums. */
    private static final Set<String> TRANSLATED = Set.of(
            "Conv2D",
            "DepthwiseConv2D",
            "SeparableConv2D",
            "Dense",
            "BatchNormalization",
            "Dropout",
            "MaxPooling2D",
            "AveragePooling2D",
            "GlobalMaxPooling2D",
            "GlobalAveragePooling2D",
            "ZeroPadding2D",
            "Cropping2D",
            "UpSampling2D",
            "Flatten",
            "Reshape",
            "Concatenate");

    private static final Set<String> RECURRENT = Set.of(
            "LSTM",
            "GRU",
            "SimpleRNN",
            "RNN",
            "Bidirectional",
            "TimeDistributed",
            "ConvLSTM1D",
            "ConvLSTM2D",
            "ConvLSTM3D");

    private LayerKinds() {}

    static boolean isModel(String kind) {
        return MODELS.contains(kind);
    }

    /** Whether it changes images in training, and passes them on otherwise. */
    static boolean isAugmentation(String kind) {
        return AUGMENTATION.contains(kind);
    }

    static boolean isTrainingOnly(String kind) {
        return isAugmentation(kind) || NOISE.contains(kind);
    }

    static boolean isScaling(String kind) {
        return SCALING.contains(kind);
    }

    /** @throws InvalidInputException if layers of this kind are not translated */
    static void requireKnown(KerasLayer layer) {
        boolean known = layer.isFrame()
                || layer.isScaling()
                || layer.isTrainingOnly()
                || TRANSLATED.contains(layer.kind())
                || Activations.isLayer(layer.kind())
                || Translation.elementWise(layer.kind()) != null;
        if (!known) {
            throw unknown(layer);
        }
    }

    static InvalidInputException unknown(KerasLayer layer) {
        String why = RECURRENT.contains(layer.kind()) ? ": recurrent networks are not supported" : "";
        return layer.place().unsupported("a layer of type " + layer.kind() + why);
    }
}
