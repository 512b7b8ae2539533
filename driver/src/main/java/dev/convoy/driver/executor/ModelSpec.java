package dev.convoy.driver.executor;

import dev.convoy.driver.average.RunningStatistics;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.Shape;
import java.io.Serializable;
import java.util.List;

/**
 * A model in the form that is sent to executors.
 *
 * @param json Deeplearning4j's configuration
 * @param input the shape of one example
 * @param classes number of outputs of the last layer
 * @param runningStatistics positions of running means and variances in the parameter vector
 */
public record ModelSpec(String json, Shape input, int classes, List<RunningStatistics> runningStatistics)
        implements Serializable {
    public static ModelSpec of(Model model) {
        return new ModelSpec(
                model.configuration().toJson(), model.input(), model.outputs(), RunningStatistics.of(model));
    }

    /** Returns the model, parsed and checked again. */
    public Model parse() {
        return Model.fromJson(json, input);
    }
}
