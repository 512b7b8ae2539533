package dev.convoy.driver.model.keras;

import dev.convoy.kernel.graph.Shape;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.shade.jackson.databind.JsonNode;

/** Translates what turns images into vectors, and vectors into images: each as a layer that passes its values on. */
record Reshapes(ImageOrder order, Assembly assembly, OrderBudget orders) {
    /** Adds a vector of the values of images in the file's order, and returns its name. */
    String flattenInput(KerasLayer input, Shape images) {
        String flat = input.name() + "_flat";
        assembly.add(flat, nothing(flat), flattening(images), input.name());
        assembly.order(flat, order.flattened(input, images, orders));
        return flat;
    }

    void flatten(KerasLayer layer, String from) {
        if (assembly.isImage(from)) {
            assembly.add(layer.name(), nothing(layer.name()), flattening(assembly.shape(from)), from);
            assembly.order(layer.name(), order.flattened(layer, assembly.shape(from), orders));
        } else {
            assembly.add(layer.name(), nothing(layer.name()), null, from);
            assembly.order(layer.name(), assembly.order(from));
        }
    }

    private static CnnToFeedForwardPreProcessor flattening(Shape image) {
        return new CnnToFeedForwardPreProcessor(image.height(), image.width(), image.channels());
    }

    /** Translates a reshape to a vector, to the same image, or of an image's values to the image. */
    void reshape(KerasLayer layer, String from) {
        JsonNode target = layer.settings().get("target_shape");
        int[] sizes = IntStream.range(0, target.size())
                .map(i -> target.path(i).asInt())
                .toArray();
        Shape shape = assembly.shape(from);
        if (sizes.length == 1 && (sizes[0] == -1 || sizes[0] == shape.size())) {
            flatten(layer, from);
            return;
        }
        if (sizes.length == 3) {
            int[] wanted = order.channelsFirst(sizes);
            boolean same = Arrays.equals(wanted, new int[] {shape.channels(), shape.height(), shape.width()});
            if (same && assembly.isImage(from)) {
                assembly.add(layer.name(), nothing(layer.name()), null, from);
                return;
            }
            Shape image = image(wanted, shape.size());
            if (image != null
                    && !assembly.isImage(from)
                    && Arrays.equals(assembly.order(from), order.flattened(layer, image, orders))) {
                FeedForwardToCnnPreProcessor back =
                        new FeedForwardToCnnPreProcessor(image.height(), image.width(), image.channels());
                assembly.add(layer.name(), nothing(layer.name()), back, from);
                return;
            }
        }
        throw layer.place().unsupported("a reshape of " + shape + " to " + target);
    }

    /** Returns the image of so many values; one of its sizes may be -1, which follows. Null if there is none. */
    private static Shape image(int[] sizes, long values) {
        long others = 1;
        for (int size : sizes) {
            others *= size > 0 && size <= values && others <= values ? size : 1;
        }
        int[] known = sizes.clone();
        for (int i = 0; i < known.length; i++) {
            known[i] = sizes[i] == -1 ? Math.toIntExact(values / others) : sizes[i];
        }
        boolean fits = IntStream.of(known).allMatch(size -> size > 0 && size <= values)
                && (long) known[0] * known[1] <= values
                && (long) known[0] * known[1] * known[2] == values;
        return fits ? new Shape(known[0], known[1], known[2]) : null;
    }

    private static Layer nothing(String name) {
        return new ActivationLayer.Builder()
                .name(name)
                .activation(Activation.IDENTITY)
                .build();
    }
}
