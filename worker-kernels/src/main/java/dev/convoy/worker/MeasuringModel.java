package dev.convoy.worker;

import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.ModelConfiguration;
import java.util.List;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.nd4j.linalg.learning.config.Sgd;

/** A model whose updates change nothing but the statistics of batch normalization. */
public final class MeasuringModel {
    private MeasuringModel() {}

    /**
     * Returns a model with the same parameters: an update leaves its weights as they are, and puts the means and
     * variances of the minibatch in the place of the running ones. It keeps no optimizer state.
     *
     * @param model that passes {@link Model#requireUpdaters}
     */
    public static Model of(Model model) {
        ModelConfiguration configuration = model.configuration().copy();
        configuration.layers().forEach(layer -> {
            if (layer.getLayer() instanceof BaseLayer trained) {
                trained.setIUpdater(new Sgd(0));
                trained.setBiasUpdater(null);
                trained.setRegularization(List.of());
                trained.setRegularizationBias(List.of());
                trained.setGradientNormalization(GradientNormalization.None);
                trained.setConstraints(null);
            }
            if (layer.getLayer() instanceof BatchNormalization normalization) {
                normalization.setDecay(0);
            }
        });
        return Model.of(configuration, model.input());
    }
}
