package dev.convoy.driver.explain;

import dev.convoy.driver.explain.PageNode.Details;
import dev.convoy.kernel.graph.LayerSpec;
import dev.convoy.kernel.graph.LayerVisitor;
import dev.convoy.kernel.graph.Window;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Returns what a page needs to compute a layer's kept maps.
 *
 * @param inputs kept channels of the layer's first input
 * @param outputs kept channels of its value
 */
record NodeDetails(int[] inputs, int[] outputs, float[] parameters) implements LayerVisitor<Details> {
    /** Returns the kept inputs that a kept output of a convolution reads. */
    static int[] read(LayerSpec.Convolution layer, int output, int[] keptInputs) {
        int group = output / (layer.output().channels() / layer.groups());
        int size = layer.input().channels() / layer.groups();
        return Arrays.stream(keptInputs).filter(input -> input / size == group).toArray();
    }

    @Override
    public Details convolution(LayerSpec.Convolution layer) {
        int taps = layer.window().kernelHeight() * layer.window().kernelWidth();
        int perGroupIn = layer.input().channels() / layer.groups();
        int perGroupOut = layer.output().channels() / layer.groups();
        int filters = 0;
        for (int output : outputs) {
            filters += read(layer, output, inputs).length;
        }
        float[] weights = new float[filters * taps];
        float[] bias = new float[outputs.length];
        int at = 0;
        for (int o = 0; o < outputs.length; o++) {
            int output = outputs[o];
            bias[o] = layer.filter().hasBias() ? parameter(layer.filter().biasOffset() + output) : 0;
            for (int input : read(layer, output, inputs)) {
                for (int tap = 0; tap < taps; tap++) {
                    weights[at++] = parameter(layer.filter()
                            .weight(
                                    output / perGroupOut,
                                    output % perGroupOut,
                                    input % perGroupIn,
                                    tap / layer.window().kernelWidth(),
                                    tap % layer.window().kernelWidth()));
                }
            }
        }
        return new Details(
                window(layer.window()), layer.groups(), Binary.of(weights), Binary.of(bias), null, null, null, null);
    }

    private float parameter(long offset) {
        return parameters[Math.toIntExact(offset)];
    }

    private static List<Integer> window(Window window) {
        return List.of(
                window.kernelHeight(),
                window.kernelWidth(),
                window.strideHeight(),
                window.strideWidth(),
                window.dilationHeight(),
                window.dilationWidth(),
                window.padTop(),
                window.padLeft(),
                window.padBottom(),
                window.padRight());
    }

    @Override
    public Details batchNormalization(LayerSpec.BatchNormalization layer) {
        Affine affine = Affine.of(layer, parameters);
        float[] scale = new float[outputs.length];
        float[] shift = new float[outputs.length];
        for (int i = 0; i < outputs.length; i++) {
            scale[i] = affine.scale()[outputs[i]];
            shift[i] = affine.shift()[outputs[i]];
        }
        return new Details(null, null, null, null, Binary.of(scale), Binary.of(shift), null, null);
    }

    @Override
    public Details pooling(LayerSpec.Pooling layer) {
        return new Details(window(layer.window()), null, null, null, null, null, lower(layer.kind()), null);
    }

    @Override
    public Details activate(LayerSpec.Activate layer) {
        return Details.function(
                lower(layer.activation().kind()), layer.activation().alpha());
    }

    @Override
    public Details elementWise(LayerSpec.ElementWise layer) {
        return Details.function(lower(layer.operation()), null);
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    @Override
    public Details padOrCrop(LayerSpec.PadOrCrop layer) {
        return new Details(List.of(layer.top(), layer.left()), null, null, null, null, null, null, null);
    }

    @Override
    public Details upsampling(LayerSpec.Upsampling layer) {
        return new Details(List.of(layer.rows(), layer.columns()), null, null, null, null, null, null, null);
    }

    @Override
    public Details deconvolution(LayerSpec.Deconvolution layer) {
        return new Details(window(layer.window()), null, null, null, null, null, null, null);
    }

    @Override
    public Details dense(LayerSpec.Dense layer) {
        return Details.NONE;
    }

    @Override
    public Details localResponseNormalization(LayerSpec.LocalResponseNormalization layer) {
        return Details.NONE;
    }

    @Override
    public Details dropout(LayerSpec.Dropout layer) {
        return Details.NONE;
    }

    @Override
    public Details reshape(LayerSpec.Reshape layer) {
        return Details.NONE;
    }

    @Override
    public Details concatenation(LayerSpec.Concatenation layer) {
        return Details.NONE;
    }
}
