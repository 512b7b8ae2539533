package dev.convoy.driver.model;

import dev.convoy.learning.Lars;
import dev.convoy.learning.RateSchedule;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.JsonNode;

/** Replaces what Deeplearning4j does not have in a network's configuration by its nearest, so that it can be opened. */
final class PortableUpdaters {
    private final Set<String> notes = new TreeSet<>();
    private final int updates;

    private PortableUpdaters(int updates) {
        this.updates = Math.max(1, updates);
    }

    /**
     * Changes a network's configuration.
     *
     * @return a line for each kind of change
     */
    static List<String> into(Model network) {
        List<NeuralNetConfiguration> layers = network instanceof ComputationGraph graph
                ? graph.getConfiguration().getVertices().values().stream()
                        .filter(LayerVertex.class::isInstance)
                        .map(vertex -> ((LayerVertex) vertex).getLayerConf())
                        .toList()
                : ((MultiLayerNetwork) network).getLayerWiseConfigurations().getConfs();
        PortableUpdaters portable = new PortableUpdaters(iterations(network));
        layers.forEach(layer -> portable.change(layer.getLayer()));
        return List.copyOf(portable.notes);
    }

    private static int iterations(Model network) {
        return network instanceof ComputationGraph graph
                ? graph.getConfiguration().getIterationCount()
                : ((MultiLayerNetwork) network).getLayerWiseConfigurations().getIterationCount();
    }

    private void change(Layer layer) {
        if (layer instanceof FrozenLayer frozen) {
            change(frozen.getLayer());
        } else if (layer instanceof BaseLayer trained) {
            trained.setIUpdater(portable(trained.getIUpdater()));
            trained.setBiasUpdater(portable(trained.getBiasUpdater()));
        }
    }

    private IUpdater portable(IUpdater given) {
        IUpdater updater = given;
        if (updater instanceof Lars lars) {
            notes.add("model.zip names the updater Nesterovs, because Deeplearning4j has no LARS");
            updater = new Nesterovs(lars.getLearningRate(), lars.getMomentum());
            updater.setLrAndSchedule(lars.getLearningRate(), lars.getLearningRateSchedule());
        }
        Optional<RateSchedule> schedule = schedule(updater);
        if (schedule.isPresent()) {
            notes.add("model.zip has the learning rate's schedule in " + RateSchedule.STEPS_OF_MAP
                    + " steps, because Deeplearning4j has no such schedule");
            updater = updater.clone();
            updater.setLrAndSchedule(
                    schedule.get().valueAt(0, 0), schedule.get().inSteps(updates));
        }
        return updater;
    }

    /** Deeplearning4j's updaters have no common method for their schedules, but one name for it in JSON. */
    private static Optional<RateSchedule> schedule(IUpdater updater) {
        JsonNode schedule = NeuralNetConfiguration.mapper().valueToTree(updater).path("learningRateSchedule");
        try {
            return schedule.path("@class").asText().equals(RateSchedule.class.getName())
                    ? Optional.of(NeuralNetConfiguration.mapper().treeToValue(schedule, RateSchedule.class))
                    : Optional.empty();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was just written must be read", e);
        }
    }
}
