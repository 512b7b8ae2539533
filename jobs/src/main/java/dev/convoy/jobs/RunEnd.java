package dev.convoy.jobs;

import dev.convoy.driver.checkpoint.Progress;
import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.executor.WorkerData;
import dev.convoy.driver.report.ClassTable;
import dev.convoy.driver.round.Workers;
import dev.convoy.driver.run.RunFolder;
import dev.convoy.jobs.job.Preparation;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.Optimizer;
import dev.convoy.worker.Predictions;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The last evaluations of a run, and the files of its networks. */
record RunEnd(Preparation prepared, RunFolder folder, PrintStream out) {
    /**
     * The evaluations on the split that a run ends with.
     *
     * @param predictions empty if there is no such split
     * @param ofAverage of the averaged weights; empty if there are none
     */
    record Evaluations(Optional<Predictions> predictions, Optional<Predictions> ofAverage) {
        static final Evaluations NONE = new Evaluations(Optional.empty(), Optional.empty());
    }

    /**
     * Evaluates the trained network, and prints its classes.
     *
     * @param last predictions of this process's last evaluation, which may be the one that is wanted
     */
    Evaluations evaluate(Workers workers, Optional<Predictions> last, Progress end) {
        WorkerData data = prepared.job().data();
        Optional<Split> split = data.conclusion();
        if (split.isEmpty()) {
            return Evaluations.NONE;
        }
        // A run that was continued at its very end has evaluated nothing in this process.
        Predictions predictions = last.filter(any -> split.equals(data.selection()))
                .orElseGet(() -> workers.evaluate(split.get(), end.state()));
        out.print(ClassTable.of(predictions, prepared.classes()));
        print(split.get().key(), predictions);
        Optional<Predictions> ofAverage = end.averaged().map(state -> workers.evaluate(split.get(), state));
        ofAverage.ifPresent(all -> print("EMA weights: " + split.get().key(), all));
        return new Evaluations(Optional.of(predictions), ofAverage);
    }

    private void print(String split, Predictions predictions) {
        out.printf(
                Locale.ROOT,
                "%s accuracy %.4f of %d images%n",
                split,
                predictions.accuracy(),
                predictions.labels().length);
    }

    /** Writes {@code model.zip}, and {@code model-ema.zip} if weights were averaged. */
    void write(Progress end, Optimizer optimizer) throws IOException {
        // The first to be written changes the network that they share.
        Set<String> notes = new LinkedHashSet<>();
        if (end.averaged().isPresent()) {
            notes.addAll(write("model-ema.zip", end.averaged().get(), end, optimizer));
        }
        notes.addAll(write("model.zip", end.state(), end, optimizer));
        notes.forEach(out::println);
    }

    private List<String> write(String name, ModelState state, Progress end, Optimizer optimizer) throws IOException {
        List<String> notes = new ArrayList<>();
        folder.replace(
                name,
                stream -> notes.addAll(prepared.description()
                        .write(
                                optimizer.network(
                                        state,
                                        end.cursor().iteration(),
                                        end.cursor().epoch()),
                                stream)));
        return notes;
    }
}
