package dev.convoy.driver.model.keras;

import dev.convoy.base.InvalidInputException;
import java.util.List;
import java.util.Locale;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.nd4j.shade.jackson.databind.JsonNode;

/** Translates Keras's layers to Deeplearning4j's, with channels first. */
final class Translation {
    private final List<String> notes;

    /** @param notes gets a line for each setting that matters in training only and could not be imported */
    Translation(List<String> notes) {
        this.notes = notes;
    }

    /** Returns Deeplearning4j's layer. The caller handles kinds that are not layers in Deeplearning4j. */
    Layer layer(KerasLayer layer) {
        Settings settings = layer.settings();
        if (Activations.isLayer(layer.kind())) {
            return new ActivationLayer.Builder()
                    .name(layer.name())
                    .activation(Activations.layer(layer.kind(), settings))
                    .build();
        }
        return switch (layer.kind()) {
            case "Conv2D", "DepthwiseConv2D", "SeparableConv2D" -> convolution(layer);
            case "Dense" -> {
                DenseLayer.Builder builder = new DenseLayer.Builder()
                        .name(layer.name())
                        .nOut(settings.size("units"))
                        .hasBias(settings.flag("use_bias", true))
                        .activation(Activations.of(settings));
                penalties(builder, settings, "kernel");
                yield builder.build();
            }
            case "BatchNormalization" -> batchNormalization(layer);
            case "Dropout" -> dropout(layer);
            case "MaxPooling2D" -> pooling(layer, SubsamplingLayer.PoolingType.MAX);
            case "AveragePooling2D" -> pooling(layer, SubsamplingLayer.PoolingType.AVG);
            case "GlobalMaxPooling2D" -> globalPooling(layer, PoolingType.MAX);
            case "GlobalAveragePooling2D" -> globalPooling(layer, PoolingType.AVG);
            case "ZeroPadding2D" ->
                new ZeroPaddingLayer.Builder(settings.border("padding"))
                        .name(layer.name())
                        .build();
            case "Cropping2D" ->
                new Cropping2D.Builder(settings.border("cropping"))
                        .name(layer.name())
                        .build();
            case "UpSampling2D" -> upsampling(layer);
            default -> throw LayerKinds.unknown(layer);
        };
    }

    /** Returns the operation of an element-wise layer; null for another layer. */
    static ElementWiseVertex.Op elementWise(String kind) {
        return switch (kind) {
            case "Add" -> ElementWiseVertex.Op.Add;
            case "Subtract" -> ElementWiseVertex.Op.Subtract;
            case "Multiply" -> ElementWiseVertex.Op.Product;
            case "Average" -> ElementWiseVertex.Op.Average;
            case "Maximum" -> ElementWiseVertex.Op.Max;
            default -> null;
        };
    }

    private Layer convolution(KerasLayer layer) {
        Settings settings = layer.settings();
        if (settings.size("groups", 1) != 1) {
            throw layer.place().unsupported(settings.get("groups") + " groups");
        }
        if (layer.kind().equals("Conv2D")) {
            ConvolutionLayer.Builder builder = new ConvolutionLayer.Builder().nOut(settings.size("filters"));
            penalties(builder, settings, "kernel");
            return shaped(builder, layer).build();
        }
        int multiplier = settings.size("depth_multiplier", 1);
        if (layer.kind().equals("DepthwiseConv2D")) {
            DepthwiseConvolution2D.Builder builder = new DepthwiseConvolution2D.Builder().depthMultiplier(multiplier);
            penalties(builder, settings, "depthwise");
            return shaped(builder, layer).build();
        }
        SeparableConvolution2D.Builder builder =
                new SeparableConvolution2D.Builder().depthMultiplier(multiplier).nOut(settings.size("filters"));
        penalties(builder, settings, "depthwise");
        // Deeplearning4j has one regularizer for both.
        if (!settings.get("pointwise_regularizer").equals(settings.get("depthwise_regularizer"))) {
            builder.l1(0).l2(0);
            notes.add(leftOut("depthwise_regularizer, which differs from pointwise_regularizer,", settings));
        }
        return shaped(builder, layer).build();
    }

    private static <T extends ConvolutionLayer.BaseConvBuilder<T>> T shaped(T builder, KerasLayer layer) {
        Settings settings = layer.settings();
        return builder.name(layer.name())
                .kernelSize(settings.sizes("kernel_size"))
                .stride(settings.sizes("strides", 1, 1))
                .dilation(settings.sizes("dilation_rate", 1, 1))
                .convolutionMode(mode(settings))
                .hasBias(settings.flag("use_bias", true))
                .activation(Activations.of(settings));
    }

    private static ConvolutionMode mode(Settings settings) {
        String padding = settings.text("padding", "valid");
        return switch (padding) {
            case "valid" -> ConvolutionMode.Truncate;
            case "same" -> ConvolutionMode.Same;
            default -> throw settings.place().unsupported("padding " + padding);
        };
    }

    private Layer batchNormalization(KerasLayer layer) {
        Settings settings = layer.settings();
        if (settings.flag("renorm", false) || settings.has("virtual_batch_size")) {
            throw layer.place().unsupported("renorm or virtual_batch_size");
        }
        boolean center = settings.flag("center", true);
        boolean scale = settings.flag("scale", true);
        if (center != scale) {
            notes.add(String.format(
                    Locale.ROOT,
                    "%s of %s has no %s: Deeplearning4j trains one, starting from %d",
                    layer.place().part(),
                    layer.place().file(),
                    scale ? "beta" : "gamma",
                    scale ? 0 : 1));
        }
        for (String key :
                new String[] {"gamma_regularizer", "beta_regularizer", "gamma_constraint", "beta_constraint"}) {
            if (settings.has(key)) {
                notes.add(leftOut(key, settings));
            }
        }
        return new BatchNormalization.Builder()
                .name(layer.name())
                .decay(settings.number("momentum", 0.99))
                .eps(settings.number("epsilon", 1e-3))
                .lockGammaBeta(!center && !scale)
                .useLogStd(false)
                .build();
    }

    private static Layer dropout(KerasLayer layer) {
        double rate = layer.settings().number("rate", 0);
        if (rate < 0 || rate >= 1 || layer.settings().has("noise_shape")) {
            throw layer.place().unsupported("dropout of " + rate + ", or with a noise_shape");
        }
        return new DropoutLayer.Builder()
                .name(layer.name())
                .dropOut(new Dropout(1 - rate))
                .build();
    }

    private static Layer pooling(KerasLayer layer, SubsamplingLayer.PoolingType type) {
        int[] size = layer.settings().sizes("pool_size", 2, 2);
        return new SubsamplingLayer.Builder(type)
                .name(layer.name())
                .kernelSize(size)
                .stride(layer.settings().sizes("strides", size))
                .convolutionMode(mode(layer.settings()))
                .build();
    }

    private static Layer globalPooling(KerasLayer layer, PoolingType type) {
        return new GlobalPoolingLayer.Builder(type)
                .name(layer.name())
                .collapseDimensions(!layer.settings().flag("keepdims", false))
                .build();
    }

    private static Layer upsampling(KerasLayer layer) {
        String interpolation = layer.settings().text("interpolation", "nearest");
        if (!interpolation.equals("nearest")) {
            throw layer.place().unsupported("interpolation " + interpolation);
        }
        return new Upsampling2D.Builder(1)
                .name(layer.name())
                .size(layer.settings().sizes("size", 2, 2))
                .build();
    }

    /** Keras adds {@code l2·Σw²} to the loss, Deeplearning4j {@code l2·Σw²/2}. */
    private void penalties(BaseLayer.Builder<?> builder, Settings settings, String weights) {
        Settings own = strengths(settings, weights + "_regularizer");
        builder.l1(own.number("l1", 0)).l2(2 * own.number("l2", 0));
        Settings bias = strengths(settings, "bias_regularizer");
        builder.l1Bias(bias.number("l1", 0)).l2Bias(2 * bias.number("l2", 0));
        for (String key :
                List.of("activity_regularizer", weights + "_constraint", "pointwise_constraint", "bias_constraint")) {
            if (settings.has(key)) {
                notes.add(leftOut(key, settings));
            }
        }
    }

    private static Settings strengths(Settings settings, String key) {
        JsonNode given = settings.get(key).path("config");
        if (settings.has(key) && !given.has("l1") && !given.has("l2")) {
            throw settings.place().unsupported(key + " " + settings.get(key));
        }
        return new Settings(given, settings.place());
    }

    /** Notes why a layer is left out. */
    void leftOut(KerasLayer layer) {
        String why = LayerKinds.isAugmentation(layer.kind())
                ? "it changes images in training only, as train.augment does"
                : layer.isTrainingOnly()
                        ? "it acts in training only"
                        : "images are normalized by its numbers, unless data.normalization names others";
        notes.add(String.format(
                Locale.ROOT,
                "%s, %s of %s is left out: %s",
                layer.place().part(),
                InvalidInputException.printable(layer.kind()),
                layer.place().file(),
                why));
    }

    private static String leftOut(String key, Settings settings) {
        return String.format(
                Locale.ROOT,
                "%s of %s of %s is left out",
                key,
                settings.place().part(),
                settings.place().file());
    }
}
