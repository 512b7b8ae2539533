package dev.convoy.driver.round;

import dev.convoy.driver.average.RunningStatistics;
import dev.convoy.driver.average.WeightedAverage;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.WorkerResult;
import java.util.ArrayList;
import java.util.List;

/** The average of the workers' parameters and optimizer states, whole or by slices; add in worker order. */
public final class StateAverage {
    private final WeightedAverage parameters;
    private final WeightedAverage updaterState = new WeightedAverage();
    private final List<String> engines = new ArrayList<>();
    private double lossSum;
    private double computeSeconds;

    /** @param statistics positions of running means and variances in the parameters, or in the slice of them */
    public StateAverage(List<RunningStatistics> statistics) {
        this.parameters = new WeightedAverage(statistics);
    }

    public void add(WorkerResult result) {
        parameters.add(result.examples(), result.state().parameters());
        updaterState.add(result.examples(), result.state().updaterState());
        lossSum += result.lossSum();
        computeSeconds += result.computeSeconds();
        engines.add(result.engine());
    }

    /** @throws IllegalStateException if no worker had examples */
    public RoundResult result() {
        return new RoundResult(
                new ModelState(parameters.result(), updaterState.result()),
                parameters.weight(),
                lossSum,
                computeSeconds,
                List.copyOf(engines));
    }
}
