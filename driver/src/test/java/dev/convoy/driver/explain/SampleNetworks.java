package dev.convoy.driver.explain;

import dev.convoy.base.FlatVector;
import dev.convoy.driver.model.BuiltInModel;
import dev.convoy.feed.Normalization;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.LayerSpec.BatchNormalization;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.Network;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.kernel.graph.UnsupportedLayerException;
import dev.convoy.kernel.graph.dl4j.NetworkCompiler;
import dev.convoy.worker.Optimizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Built-in networks with random weights, and images for them. */
public final class SampleNetworks {
    private static final int CLASSES = 10;

    private SampleNetworks() {}

    /** Returns a network whose batch normalization has statistics as after training. */
    public static ExplainedNetwork of(BuiltInModel kind, Shape input, long seed) {
        Model model = Model.of(kind.configuration(CLASSES), input);
        try (Optimizer initial = new Optimizer(model, Precision.FLOAT32, seed)) {
            Network network = NetworkCompiler.compile(model);
            float[] parameters = initial.state().parameters().toFloats();
            Random random = new Random(seed);
            network.nodes().forEach(node -> {
                if (node.layer() instanceof BatchNormalization layer) {
                    for (int c = 0; c < layer.output().channels(); c++) {
                        parameters[(int) layer.gammaOffset() + c] = 0.5f + random.nextFloat();
                        parameters[(int) layer.betaOffset() + c] = random.nextFloat() - 0.4f;
                        parameters[(int) layer.meanOffset() + c] = random.nextFloat() - 0.5f;
                        float variance = 0.5f + random.nextFloat();
                        parameters[(int) layer.varianceOffset() + c] =
                                layer.logDeviation() ? (float) Math.log10(Math.sqrt(variance)) : variance;
                    }
                }
            });
            List<String> classes =
                    IntStream.range(0, CLASSES).mapToObj(k -> "class " + k).toList();
            Normalization normalization = Normalization.same(input.channels(), 127.5, 63.75);
            return new ExplainedNetwork(kind.key(), network, FlatVector.of(parameters), normalization, classes);
        } catch (UnsupportedLayerException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns images of stripes, circles and noise, with every second one labelled. */
    public static List<NetworkImage> images(Shape input, int count) {
        List<NetworkImage> images = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            Random random = new Random(n);
            byte[] pixels = new byte[(int) input.size()];
            for (int i = 0; i < pixels.length; i++) {
                int y = i / input.channels() / input.width();
                int x = i / input.channels() % input.width();
                double wave = Math.sin((x * (n + 1) + y * (i % input.channels())) * 6.0 / input.width());
                pixels[i] = (byte) (110 + 80 * wave + random.nextInt(40));
            }
            images.add(new NetworkImage("folder/image-" + n + ".png", n % 2 == 0 ? n % CLASSES : -1, pixels));
        }
        return images;
    }
}
