package dev.convoy.driver.explain;

import dev.convoy.base.FlatVector;
import dev.convoy.feed.Normalization;
import dev.convoy.kernel.graph.Network;
import java.util.List;

/**
 * A trained network with what a page says about it.
 *
 * @param name what it is, for people
 * @param classes names of its outputs
 */
public record ExplainedNetwork(
        String name, Network network, FlatVector parameters, Normalization normalization, List<String> classes) {
    public ExplainedNetwork {
        classes = List.copyOf(classes);
    }

    /** Returns an image's features, channels × height × width. */
    float[] features(NetworkImage image) {
        int channels = network.input().channels();
        int plane = network.input().height() * network.input().width();
        float[] features = new float[channels * plane];
        for (int channel = 0; channel < channels; channel++) {
            float[] table = normalization.table(channel);
            for (int i = 0; i < plane; i++) {
                features[channel * plane + i] = table[image.pixels()[i * channels + channel] & 0xff];
            }
        }
        return features;
    }
}
