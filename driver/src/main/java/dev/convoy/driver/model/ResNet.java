package dev.convoy.driver.model;

import dev.convoy.kernel.graph.ModelConfiguration;
import java.util.Map;
import java.util.TreeMap;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/**
 * He et al., "Deep residual learning for image recognition" (2015), with projections where a stage begins. The learning
 * rate falls in the epochs of the paper; its warm-up is left out.
 */
final class ResNet {
    private static final double L2 = 1e-4;
    private static final int[] IMAGENET_BLOCKS = {3, 4, 6, 3};

    private final GraphBuilder graph;
    /** The input of the next vertex. */
    private String last = "image";

    private int channels;

    /** @param tenth epoch from which the learning rate is a tenth; from {@code hundredth} it is a hundredth */
    private ResNet(double rate, int tenth, int hundredth) {
        // Sorted, because the configuration's text is part of a run's identity.
        Map<Integer, Double> rates = new TreeMap<>(Map.of(0, rate, tenth, rate / 10, hundredth, rate / 100));
        ISchedule schedule = new MapSchedule(ScheduleType.EPOCH, rates);
        this.graph =
                Layers.network(new Nesterovs(schedule, 0.9), L2).graphBuilder().addInputs(last);
    }

    /** Twenty layers for images of about 32×32: three stages of three blocks of two 3×3 convolutions. */
    static ModelConfiguration ofCifar(int classes) {
        ResNet net = new ResNet(0.1, 82, 123);
        net.normalized("conv1", 3, 1, 16);
        net.add("conv1-relu", Layers.relu("conv1-relu"));
        for (int stage = 1; stage <= 3; stage++) {
            for (int block = 1; block <= 3; block++) {
                net.basic("stage" + stage + "-block" + block, 8 << stage, stage > 1 && block == 1 ? 2 : 1);
            }
        }
        return net.finish(classes);
    }

    /** Fifty layers for images of about 224×224: four stages of bottlenecks, stride on their 3×3 convolutions. */
    static ModelConfiguration ofImageNet(int classes) {
        // The paper's 0.1 is for minibatches of 256, not of 64.
        ResNet net = new ResNet(0.025, 30, 60);
        net.normalized("conv1", 7, 2, 64);
        net.add("conv1-relu", Layers.relu("conv1-relu"));
        net.add(
                "pool1",
                new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                        .kernelSize(3, 3)
                        .stride(2, 2)
                        .padding(1, 1)
                        .build());
        for (int stage = 1; stage <= IMAGENET_BLOCKS.length; stage++) {
            for (int block = 1; block <= IMAGENET_BLOCKS[stage - 1]; block++) {
                net.bottleneck("stage" + stage + "-block" + block, 32 << stage, stage > 1 && block == 1 ? 2 : 1);
            }
        }
        return net.finish(classes);
    }

    private void basic(String name, int width, int stride) {
        String shortcut = shortcut(name, width, stride);
        normalized(name + "-conv1", 3, stride, width);
        add(name + "-relu1", Layers.relu(name + "-relu1"));
        normalized(name + "-conv2", 3, 1, width);
        addShortcut(name, shortcut);
    }

    private void bottleneck(String name, int width, int stride) {
        String shortcut = shortcut(name, 4 * width, stride);
        normalized(name + "-conv1", 1, 1, width);
        add(name + "-relu1", Layers.relu(name + "-relu1"));
        normalized(name + "-conv2", 3, stride, width);
        add(name + "-relu2", Layers.relu(name + "-relu2"));
        add(name + "-conv3", Layers.convolution(name + "-conv3", 1, 1, 4 * width));
        // γ = 0, because so deep a network starts well from its shortcuts alone (Goyal et al., 2017).
        add(name + "-conv3-norm", Layers.normalization(name + "-conv3-norm", 0));
        channels = 4 * width;
        addShortcut(name, shortcut);
    }

    /**
     * Returns the shortcut around a block: its input, projected if the block changes its shape. Leaves {@link #last} at
     * the input.
     */
    private String shortcut(String name, int outputs, int stride) {
        String input = last;
        if (channels == outputs && stride == 1) {
            return input;
        }
        int inputs = channels;
        normalized(name + "-shortcut", 1, stride, outputs);
        String projected = last;
        last = input;
        channels = inputs;
        return projected;
    }

    private void addShortcut(String name, String shortcut) {
        graph.addVertex(name + "-sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), last, shortcut);
        last = name + "-sum";
        add(name + "-relu", Layers.relu(name + "-relu"));
    }

    private void normalized(String name, int kernel, int stride, int outputs) {
        add(name, Layers.convolution(name, kernel, stride, outputs));
        add(name + "-norm", Layers.normalization(name + "-norm"));
        channels = outputs;
    }

    private void add(String name, Layer layer) {
        graph.addLayer(name, layer, last);
        last = name;
    }

    private ModelConfiguration finish(int classes) {
        add("pool", Layers.globalAverage("pool"));
        add("output", Layers.softmax("output", classes));
        return new ModelConfiguration.Graph(graph.setOutputs("output").build());
    }
}
