package dev.convoy.jobs.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.convoy.augment.Augmentations;
import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.checkpoint.CheckpointStore;
import dev.convoy.driver.checkpoint.NumericEnvironment;
import dev.convoy.driver.checkpoint.Progress;
import dev.convoy.driver.config.Data;
import dev.convoy.driver.dataset.Dataset;
import dev.convoy.driver.model.ModelLoader;
import dev.convoy.driver.report.RunSummary;
import dev.convoy.driver.run.Json;
import dev.convoy.driver.run.RunFolder;
import dev.convoy.feed.ImageRule;
import dev.convoy.kernel.graph.Model;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The model of a run folder, whether or not the run has ended; its images are not read.
 *
 * @param rounds number of rounds that the run has done, by its summary
 * @param progress progress of a checkpoint: a completed run's last one has the parameters of its model.zip
 */
record TrainedRun(RunSummary.Head summary, int rounds, Model model, Progress progress) {
    private static final String RETRAIN_REMEDY =
            "run its train command again, which writes it again even if the run is completed.";

    /**
     * @param isBest whether the best checkpoint is read, and not the newest whole one
     * @throws InvalidInputException if the folder is not a run's, or the run has no such checkpoint yet
     */
    static TrainedRun read(RunFolder folder, boolean isBest) throws IOException {
        return isBest
                ? read(folder, CheckpointStore::best, "a run must have evaluated a checkpoint")
                : read(folder, CheckpointStore::latest, "a run must have a whole checkpoint");
    }

    /**
     * Reads the checkpoint after so many rounds.
     *
     * @throws InvalidInputException if the folder is not a run's, or the run has no such checkpoint
     */
    static TrainedRun read(RunFolder folder, int rounds) throws IOException {
        return read(folder, store -> store.after(rounds), "a run must have a checkpoint after round " + rounds);
    }

    /** Finds a checkpoint in a store. */
    private interface Choice {
        Optional<Progress> of(CheckpointStore store) throws IOException;
    }

    private static TrainedRun read(RunFolder folder, Choice choice, String rule) throws IOException {
        byte[] json = json(folder);
        RunSummary.Head summary = summary(json, folder);
        RunSummary.Setting setting = parse(json, RunSummary.Setting.class, folder);
        Model model = model(folder, summary);
        NumericEnvironment environment =
                new NumericEnvironment(setting.engine(), setting.precision(), setting.arithmetic(), setting.threads());
        // Nothing is written, so the number to keep is irrelevant.
        CheckpointStore store = new CheckpointStore(folder, summary.identity(), environment, 1);
        Progress progress = choice.of(store)
                .orElseThrow(() -> new InvalidInputException(
                        rule,
                        folder.path() + " with none",
                        "Train until the first is written; if there are some, the log says what is wrong with them."));
        int rounds = parse(json, RunSummary.Work.class, folder).rounds();
        return new TrainedRun(summary, rounds, model, progress);
    }

    private static byte[] json(RunFolder folder) throws IOException {
        return folder.read(RunSummary.FILE)
                .orElseThrow(() -> new InvalidInputException(
                        "--run must name the folder of a run, with its " + RunSummary.FILE,
                        folder.path(),
                        "Check the path."));
    }

    private static RunSummary.Head summary(byte[] json, RunFolder folder) throws IOException {
        RunSummary.Head summary = parse(json, RunSummary.Head.class, folder);
        // JSON's null is not a summary.
        if (summary == null
                || summary.status() == null
                || summary.identity() == null
                || summary.image() == null
                || summary.normalization() == null) {
            throw incomplete(folder, null);
        }
        return summary;
    }

    private static <T> T parse(byte[] json, Class<T> part, RunFolder folder) throws IOException {
        try {
            return Json.reader(part).readValue(json);
        } catch (JsonProcessingException e) {
            throw incomplete(folder, e);
        }
    }

    private static InvalidInputException incomplete(RunFolder folder, Exception cause) {
        return new InvalidInputException(
                "a run's " + RunSummary.FILE + " must be JSON with status, identity, image and normalization",
                folder.path() + " with another",
                "If an earlier Convoy wrote it: " + RETRAIN_REMEDY,
                cause);
    }

    private static Model model(RunFolder folder, RunSummary.Head summary) throws IOException {
        byte[] json = folder.read(RunFolder.MODEL).orElse(new byte[0]);
        if (!summary.identity().getOrDefault("model", "").endsWith(":" + Preparation.sha256(json))) {
            throw new InvalidInputException(
                    "a run's " + RunFolder.MODEL + " must be the model that it trains",
                    folder.path() + (json.length == 0 ? " without it" : " with another"),
                    "Use that model's file, or " + RETRAIN_REMEDY);
        }
        return ModelLoader.ofRun(json, folder.path() + "/" + RunFolder.MODEL, summary.image());
    }

    /** @throws InvalidInputException if settings are given that the run was not trained with: it takes images as it did */
    void requireOwn(Data.Images settings) {
        requireOwn("data.image-size", settings.size(), summary.image().height());
        requireOwn("data.resize", settings.resize(), resize());
        settings.normalization()
                .numbers(summary.image().channels())
                .ifPresent(given -> requireOwn("data.normalization", given, summary.normalization()));
    }

    /** @param decoder decoder for runs that did not train on image files */
    TrainedNetwork network(String decoder) {
        return new TrainedNetwork(
                model,
                progress.state().parameters(),
                Optional.of(summary.normalization()),
                classes(),
                images(decoder),
                OptionalInt.of(progress.cursor().rounds()),
                Optional.ofNullable(summary.identity().get("data.train")),
                "the model after " + state());
    }

    /** Returns the names of the network's outputs; runs of older versions know their numbers only. */
    private List<String> classes() {
        return summary.classes() == null ? Dataset.numbered(model.outputs()) : summary.classes();
    }

    /** Returns how images get the size of the network's input, as in training but without random changes. */
    private ImageRule images(String decoder) {
        return new ImageRule(summary.identity().getOrDefault("data.decoder", decoder), resize(), Augmentations.NONE);
    }

    private int resize() {
        String length = summary.identity().get("data.resize");
        return length == null ? summary.image().height() : Integer.parseInt(length);
    }

    private static void requireOwn(String key, OptionalInt given, int own) {
        given.ifPresent(value -> requireOwn(key, (Object) value, own));
    }

    private static void requireOwn(String key, Object given, Object own) {
        if (!given.toString().equals(own.toString())) {
            throw new InvalidInputException(
                    key + " must be what the run was trained with", given + "; the run has " + own, "Leave it out.");
        }
    }

    private String state() {
        int saved = progress.cursor().rounds();
        return summary.status().equals("completed")
                ? String.format(Locale.ROOT, "round %d of %d of a completed run", saved, this.rounds)
                : String.format(Locale.ROOT, "round %d of a run whose status is %s", saved, summary.status());
    }
}
