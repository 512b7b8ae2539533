package dev.convoy.driver.dl4j;

import dev.convoy.base.FlatVector;
import dev.convoy.driver.checkpoint.Progress;
import dev.convoy.driver.round.RoundReport;
import java.util.List;
import java.util.function.Consumer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls Deeplearning4j's listeners for the rounds of one fit. When they are called, the network holds the averaged
 * parameters, the score, the round's update as its gradient, and an input with the round's number of examples.
 */
final class ListenerAdapter implements dev.convoy.driver.round.TrainingListener {
    private static final Logger LOG = LoggerFactory.getLogger(ListenerAdapter.class);

    private final DriverNetwork network;
    private final List<TrainingListener> listeners;
    private final int averagingFrequency;
    private final Model update;
    private FlatVector before;
    private int iteration;
    private RoundReport round;
    /** The training loop only logs what a listener throws, but this is no user's listener. */
    private RuntimeException failure;

    /** @param start state at the start of the fit */
    ListenerAdapter(DriverNetwork network, List<TrainingListener> listeners, int averagingFrequency, Progress start) {
        this.network = network;
        this.listeners = listeners;
        this.averagingFrequency = averagingFrequency;
        this.update = listeners.isEmpty() ? null : network.copy().get();
        this.before = start.state().parameters();
        // Counts in multiples of τ like Deeplearning4j's own master; otherwise a listener for every tenth iteration
        // might never match.
        int rounds = (start.cursor().iteration() + averagingFrequency - 1) / averagingFrequency;
        this.iteration = rounds * averagingFrequency;
    }

    void epochStart() {
        tell(listener -> listener.onEpochStart(network.network()));
    }

    @Override
    public void roundDone(RoundReport report, Progress progress) {
        round = report;
        if (listeners.isEmpty()) {
            return;
        }
        try {
            network.take(progress, round.loss());
            FlatVector after = progress.state().parameters();
            network.show(update, before, after, Math.toIntExact(round.examples()));
            before = after;
        } catch (RuntimeException e) {
            failure = e;
            throw e;
        }
        iteration += averagingFrequency;
        tell(listener -> listener.iterationDone(network.network(), iteration, network.epochs()));
    }

    /** @throws RuntimeException if the network could not be shown to the listeners after a round */
    void epochEnd(Progress end) {
        if (failure != null) {
            throw failure;
        }
        network.take(end, round.loss());
        tell(listener -> listener.onEpochEnd(network.network()));
    }

    /** An exception of a listener does not stop the training. */
    private void tell(Consumer<TrainingListener> event) {
        for (TrainingListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (RuntimeException e) {
                LOG.warn("{} failed; training continues", listener.getClass().getName(), e);
            }
        }
    }
}
