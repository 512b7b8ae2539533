package dev.convoy.driver.dl4j;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * Gives a network a configuration of its own. Deeplearning4j counts a network's epochs and updates in the configuration
 * that the user built it from: a second network of the same configuration would start where the first one ended. The
 * copy has the same layers.
 */
final class OwnConfiguration {
    private OwnConfiguration() {}

    static void give(MultiLayerNetwork network) {
        network.setLayerWiseConfigurations(copy(
                network.getLayerWiseConfigurations(), new MultiLayerConfiguration(), MultiLayerConfiguration.class));
    }

    static void give(ComputationGraph graph) {
        ComputationGraphConfiguration own = copy(
                graph.getConfiguration(), new ComputationGraphConfiguration(), ComputationGraphConfiguration.class);
        try {
            // There is no setter.
            Field field = ComputationGraph.class.getDeclaredField("configuration");
            field.setAccessible(true);
            field.set(graph, own);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static <T> T copy(T from, T to, Class<T> kind) {
        try {
            for (Field field : kind.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    field.setAccessible(true);
                    field.set(to, field.get(from));
                }
            }
            return to;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
