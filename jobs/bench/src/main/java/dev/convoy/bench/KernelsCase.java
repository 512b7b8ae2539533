package dev.convoy.bench;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.model.BuiltInModel;
import dev.convoy.kernel.Batch;
import dev.convoy.kernel.Features;
import dev.convoy.kernel.FloatFeatures;
import dev.convoy.kernel.PixelFeatures;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.Shape;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * A model with the minibatch it is measured on. Its images are noise, which takes as long as photographs.
 *
 * @param standard whether it is measured when no model is named
 */
record KernelsCase(String model, Shape shape, int classes, int batchSize, Precision precision, boolean standard) {
    static final Shape CIFAR = new Shape(3, 32, 32);
    static final Shape IMAGENET = new Shape(3, 224, 224);

    private static final List<KernelsCase> ALL = List.of(
            new KernelsCase("lenet", new Shape(1, 28, 28), 10, 128, Precision.FLOAT32, true),
            new KernelsCase("vgg-small", CIFAR, 10, 64, Precision.FLOAT32, true),
            new KernelsCase("vgg-small", CIFAR, 10, 64, Precision.BFLOAT16, true),
            new KernelsCase("resnet20", CIFAR, 10, 64, Precision.FLOAT32, true),
            new KernelsCase("resnet20", CIFAR, 10, 64, Precision.BFLOAT16, false),
            new KernelsCase("resnet50", IMAGENET, 1000, 16, Precision.FLOAT32, false),
            new KernelsCase("mobilenet-v1", IMAGENET, 1000, 16, Precision.FLOAT32, false));

    /** Returns the cases of these models; the standard ones if none is named. */
    static List<KernelsCase> of(List<String> models) {
        models.forEach(model -> {
            if (ALL.stream().noneMatch(known -> known.model().equals(model))) {
                throw new InvalidInputException(
                        "--model must be one of "
                                + ALL.stream()
                                        .map(KernelsCase::model)
                                        .distinct()
                                        .collect(Collectors.joining(", ")),
                        model,
                        "Name one of these, or none.");
            }
        });
        return ALL.stream()
                .filter(known -> models.isEmpty() ? known.standard() : models.contains(known.model()))
                .toList();
    }

    Model open() {
        return Model.of(BuiltInModel.named(model).orElseThrow().configuration(classes), shape);
    }

    /** Returns noise as features. */
    Batch batch() {
        Random random = new Random(1);
        float[] features = new float[Math.toIntExact(batchSize * shape.size())];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.nextGaussian();
        }
        return labelled(new FloatFeatures(features), random);
    }

    /** Returns noise as pixels, which is what a training gives to a kernel. */
    Batch pixels() {
        Random random = new Random(1);
        byte[] pixels = new byte[Math.toIntExact(batchSize * shape.size())];
        random.nextBytes(pixels);
        float[] normalized = new float[256];
        for (int value = 0; value < normalized.length; value++) {
            normalized[value] = (value - 127.5f) / 64;
        }
        float[][] tables = Collections.nCopies(shape.channels(), normalized).toArray(float[][]::new);
        return labelled(new PixelFeatures(pixels, tables, shape.height() * shape.width()), random);
    }

    private Batch labelled(Features features, Random random) {
        float[] labels = new float[batchSize * classes];
        for (int n = 0; n < batchSize; n++) {
            labels[n * classes + random.nextInt(classes)] = 1;
        }
        return new Batch(batchSize, features, labels, 1);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s, %s, batch %d, %s", model, shape, batchSize, precision.key());
    }
}
