package dev.convoy.driver.model;

import dev.convoy.kernel.graph.ModelConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration.ListBuilder;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/**
 * Howard et al., "MobileNets: efficient convolutional neural networks for mobile vision applications" (2017). Learning
 * rate and weight decay are those of the authors' next version (Sandler et al., 2018).
 */
final class MobileNet {
    private static final int FIRST = 32;
    /** Outputs and stride of each block. */
    private static final int[][] BLOCKS = {
        {64, 1}, {128, 2}, {128, 1}, {256, 2}, {256, 1}, {512, 2}, {512, 1}, {512, 1}, {512, 1}, {512, 1}, {512, 1},
        {1024, 2}, {1024, 1}
    };

    private MobileNet() {}

    static ModelConfiguration configuration(int classes) {
        ListBuilder layers = Layers.network(
                        new Nesterovs(new ExponentialSchedule(ScheduleType.EPOCH, 0.045, 0.98), 0.9), 4e-5)
                .list();
        append(layers, "conv1", Layers.convolution("conv1", 3, 2, FIRST));
        for (int block = 0; block < BLOCKS.length; block++) {
            String name = "block" + (block + 1);
            append(layers, name + "-depthwise", depthwise(name + "-depthwise", BLOCKS[block][1]));
            append(layers, name + "-pointwise", Layers.convolution(name + "-pointwise", 1, 1, BLOCKS[block][0]));
        }
        return new ModelConfiguration.Sequence(layers.layer(Layers.globalAverage("pool"))
                .layer(Layers.softmax("output", classes))
                .build());
    }

    private static void append(ListBuilder layers, String name, ConvolutionLayer convolution) {
        layers.layer(convolution);
        layers.layer(Layers.normalization(name + "-norm"));
        layers.layer(Layers.relu(name + "-relu"));
    }

    private static DepthwiseConvolution2D depthwise(String name, int stride) {
        return new DepthwiseConvolution2D.Builder(3, 3)
                .name(name)
                .stride(stride, stride)
                .padding(1, 1)
                .hasBias(false)
                // He's standard deviation for the 9 values that each output sums; Deeplearning4j would count the values
                // of all channels.
                .weightInit(new NormalDistribution(0, Math.sqrt(2.0 / 9)))
                // Like the authors: so few weights need no decay.
                .l2(0)
                .build();
    }
}
