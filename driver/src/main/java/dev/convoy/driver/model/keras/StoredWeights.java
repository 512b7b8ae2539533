package dev.convoy.driver.model.keras;

import dev.convoy.base.FlatVector;
import dev.convoy.driver.model.keras.file.FileLocation;
import dev.convoy.kernel.graph.LayerInfo;
import dev.convoy.kernel.graph.Model;
import io.jhdf.api.Dataset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Copies Keras's arrays to Deeplearning4j's flattened vector. Keras stores convolutions as height, width, in, out (or
 * multiplier), whatever the order of the images.
 *
 * @param place location of the file, for messages
 * @param stored arrays by layer and short name
 * @param assembly knows the order in which Keras has the values of a layer's input vector
 * @param unlearned names such as {@code bn/gamma}, for which the file has no array
 * @param turned whether the kernels of plain convolutions are turned by 180 degrees in the file
 */
record StoredWeights(
        FileLocation place,
        Map<String, Map<String, Dataset>> stored,
        Assembly assembly,
        Set<String> unlearned,
        boolean turned) {
    /**
     * Reads the arrays, after checking all shapes.
     *
     * @param storage type of the vector
     */
    FlatVector read(Model model, DataType storage) {
        List<LayerArrays> layers = new ArrayList<>();
        for (LayerInfo row : model.layers()) {
            if (row.parameters() > 0) {
                layers.add(arrays(row));
            }
        }
        long most = (Integer.MAX_VALUE - 8L) / storage.width();
        if (model.parameters() > most) {
            throw place.invalid(
                    String.format(Locale.ROOT, "a model must have at most %,d parameters", most),
                    String.format(Locale.ROOT, "%,d", model.parameters()),
                    "Take a smaller one.");
        }
        float[] vector = new float[Math.toIntExact(model.parameters())];
        layers.forEach(layer -> layer.copyTo(vector));
        return storage == DataType.DOUBLE ? wide(vector) : FlatVector.of(vector);
    }

    private static FlatVector wide(float[] values) {
        double[] wide = new double[values.length];
        Arrays.setAll(wide, i -> values[i]);
        return FlatVector.of(wide);
    }

    private LayerArrays arrays(LayerInfo row) {
        FileLocation there = new FileLocation(place.file(), "layer " + row.name());
        LayerArrays arrays = new LayerArrays(there, stored.getOrDefault(row.name(), Map.of()), row.parameterOffset());
        int inputs = row.input().channels();
        int outputs = row.output().channels();
        int[] order = assembly.inputOrder(row.name());
        if (row.definition() instanceof ConvolutionLayer convolution) {
            if (convolution.hasBias()) {
                arrays.asStored("bias", outputs);
            }
            int height = convolution.getKernelSize()[0];
            int width = convolution.getKernelSize()[1];
            if (convolution instanceof DepthwiseConvolution2D depthwise) {
                // kernel in Keras 3, depthwise_kernel in Keras 2.
                String kernel = stored.get(row.name()).containsKey("kernel") ? "kernel" : "depthwise_kernel";
                arrays.asStored(kernel, height, width, inputs, depthwise.getDepthMultiplier());
            } else if (convolution instanceof SeparableConvolution2D separable) {
                int multiplier = separable.getDepthMultiplier();
                arrays.kernel("depthwise_kernel", false, height, width, inputs, multiplier);
                arrays.kernel("pointwise_kernel", false, 1, 1, inputs * multiplier, outputs);
            } else {
                arrays.kernel("kernel", turned, height, width, inputs, outputs);
            }
        } else if (row.definition() instanceof BatchNormalization normalization) {
            if (!normalization.isLockGammaBeta()) {
                learned("gamma", 1, row, order, arrays);
                learned("beta", 0, row, order, arrays);
            }
            arrays.ordered("moving_mean", order, outputs);
            arrays.ordered("moving_variance", order, outputs);
        } else {
            arrays.ordered("kernel", order, inputs, outputs);
            if (row.definition() instanceof DenseLayer dense
                    ? dense.hasBias()
                    : ((OutputLayer) row.definition()).hasBias()) {
                arrays.asStored("bias", outputs);
            }
        }
        return arrays;
    }

    private void learned(String name, float otherwise, LayerInfo row, int[] order, LayerArrays arrays) {
        if (unlearned.contains(row.name() + "/" + name)) {
            arrays.constant(otherwise, row.output().channels());
        } else {
            arrays.ordered(name, order, row.output().channels());
        }
    }
}
