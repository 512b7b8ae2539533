package dev.convoy.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.convoy.driver.checkpoint.CheckpointStore;
import dev.convoy.driver.checkpoint.Conditions;
import dev.convoy.driver.checkpoint.Progress;
import dev.convoy.driver.model.ModelLoader;
import dev.convoy.driver.report.Json;
import dev.convoy.driver.report.RunFolder;
import dev.convoy.driver.report.RunSummary;
import dev.convoy.kernel.InvalidInput;
import dev.convoy.kernel.graph.Model;
import java.io.IOException;
import java.util.Locale;

/**
 * What a run folder says of its model, whether or not the run has ended; its images are not read.
 *
 * @param progress of the newest whole checkpoint: a completed run's last one has the parameters of its model.zip
 */
record TrainedRun(RunSummary summary, Model model, Progress progress) {
    private static final String AGAIN =
            "run its train command again, which writes it anew even if the run is completed.";

    /** @throws InvalidInput if the folder is no run's, or the run has no whole checkpoint yet */
    static TrainedRun read(RunFolder folder) throws IOException {
        RunSummary summary = summary(folder);
        Model model = model(folder, summary);
        Conditions conditions =
                new Conditions(summary.engine(), summary.precision(), summary.arithmetic(), summary.threads());
        // Nothing is written, so that the number to keep is of no matter.
        Progress progress = new CheckpointStore(folder, summary.identity(), conditions, 1)
                .latest()
                .orElseThrow(() -> new InvalidInput(
                        "a run must have a whole checkpoint",
                        folder.path() + " with none",
                        "Train until the first is written; if there are some, the log says what is wrong with them."));
        return new TrainedRun(summary, model, progress);
    }

    private static RunSummary summary(RunFolder folder) throws IOException {
        byte[] json = folder.read(RunSummary.FILE)
                .orElseThrow(() -> new InvalidInput(
                        "--run must name the folder of a run, with its " + RunSummary.FILE,
                        folder.path(),
                        "Check the path."));
        RunSummary summary = parse(json, folder);
        // JSON's null is no summary at all.
        if (summary == null
                || summary.status() == null
                || summary.identity() == null
                || summary.image() == null
                || summary.normalization() == null) {
            throw incomplete(folder, null);
        }
        return summary;
    }

    private static RunSummary parse(byte[] json, RunFolder folder) throws IOException {
        try {
            return Json.reader(RunSummary.class).readValue(json);
        } catch (JsonProcessingException e) {
            throw incomplete(folder, e);
        }
    }

    private static InvalidInput incomplete(RunFolder folder, Exception cause) {
        return new InvalidInput(
                "a run's " + RunSummary.FILE + " must be JSON with status, identity, image and normalization",
                folder.path() + " with another",
                "If an earlier Convoy wrote it: " + AGAIN,
                cause);
    }

    private static Model model(RunFolder folder, RunSummary summary) throws IOException {
        byte[] json = folder.read(RunFolder.MODEL).orElse(new byte[0]);
        if (!summary.identity().getOrDefault("model", "").endsWith(":" + Preparation.sha256(json))) {
            throw new InvalidInput(
                    "a run's " + RunFolder.MODEL + " must be the model that it trains",
                    folder.path() + (json.length == 0 ? " without it" : " with another"),
                    "Take that model's file, or " + AGAIN);
        }
        return ModelLoader.ofRun(json, folder.path() + "/" + RunFolder.MODEL, summary.image());
    }

    /** Which state of the run this is, for people. */
    String state() {
        int rounds = progress.cursor().rounds();
        return summary.status().equals("completed")
                ? String.format(Locale.ROOT, "round %d of %d of a completed run", rounds, summary.rounds())
                : String.format(Locale.ROOT, "round %d of a run whose status is %s", rounds, summary.status());
    }
}
