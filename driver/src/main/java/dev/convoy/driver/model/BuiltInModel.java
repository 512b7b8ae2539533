package dev.convoy.driver.model;

import dev.convoy.kernel.graph.ModelConfiguration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The built-in networks, each a Deeplearning4j configuration whose input size is left open. */
public enum BuiltInModel {
    LENET,
    VGG_SMALL,
    RESNET20,
    RESNET50,
    MOBILENET_V1;

    /** The value of {@code model} that names it. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<BuiltInModel> named(String key) {
        return Arrays.stream(values()).filter(model -> model.key().equals(key)).findFirst();
    }

    /** Returns a new configuration for this number of classes. */
    public ModelConfiguration configuration(int classes) {
        return switch (this) {
            case LENET -> LeNet.configuration(classes);
            case VGG_SMALL -> VggSmall.configuration(classes);
            case RESNET20 -> ResNet.ofCifar(classes);
            case RESNET50 -> ResNet.ofImageNet(classes);
            case MOBILENET_V1 -> MobileNet.configuration(classes);
        };
    }
}
