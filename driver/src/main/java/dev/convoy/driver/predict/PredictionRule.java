package dev.convoy.driver.predict;

import dev.convoy.feed.ImageRule;
import dev.convoy.feed.MinibatchBuffer;
import dev.convoy.feed.Normalization;
import dev.convoy.kernel.graph.Shape;
import java.io.Serializable;
import java.util.List;

/**
 * How images are predicted: as they were seen in training.
 *
 * @param input shape of the network's input
 * @param classes names of the network's outputs
 * @param classOf the network's class for each label of the images; empty if the images have no labels
 * @param top how many of the most probable classes are written
 */
public record PredictionRule(
        Shape input,
        Normalization normalization,
        ImageRule images,
        List<String> classes,
        List<Integer> classOf,
        int top)
        implements Serializable {
    public PredictionRule {
        classes = List.copyOf(classes);
        classOf = List.copyOf(classOf);
    }

    /** Returns a buffer for minibatches. */
    MinibatchBuffer buffer() {
        return new MinibatchBuffer(input, classes.size(), normalization);
    }
}
