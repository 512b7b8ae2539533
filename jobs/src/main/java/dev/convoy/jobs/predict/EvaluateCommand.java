package dev.convoy.jobs.predict;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.config.JobConfig;
import dev.convoy.driver.dataset.Dataset;
import dev.convoy.driver.predict.PredictionInput;
import dev.convoy.driver.predict.PredictionResult;
import dev.convoy.driver.predict.PredictionResult.Scores;
import dev.convoy.driver.report.ClassTable;
import dev.convoy.driver.run.Json;
import dev.convoy.driver.run.Redaction;
import dev.convoy.driver.run.RunFolder;
import dev.convoy.jobs.job.JobOptions;
import dev.convoy.jobs.job.NetworkOptions;
import dev.convoy.jobs.job.TrainedNetwork;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The verb {@code evaluate}: how right a trained network is on images that it may never have seen. */
@Command(name = "evaluate", mixinStandardHelpOptions = true, description = "Evaluates a trained model on a dataset.")
public final class EvaluateCommand implements Callable<Integer> {
    private static final String FOLDER = "evaluation";
    private static final int TOP = 5;

    @Mixin
    private NetworkOptions network;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DATASET",
            description = "A prepared dataset or IDX files, whose test images are used")
    private String data;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description = "Folder of the results; by default evaluation/ in the run's folder")
    private String out;

    @Mixin
    private JobOptions options;

    /**
     * The content of {@code evaluation/summary.json}.
     *
     * @param data the data set as the user named it
     * @param fingerprint text that changes with any bit of the images or labels
     * @param rounds number of rounds after which the network was saved; null if its file does not say
     */
    record Summary(
            String data, String fingerprint, Integer rounds, List<String> classes, @JsonUnwrapped Scores scores) {}

    @Override
    public Integer call() throws Exception {
        evaluate(options.load(), System.out);
        return 0;
    }

    private void evaluate(JobConfig config, PrintStream console) throws IOException {
        NetworkJob job = new NetworkJob(config, "evaluate");
        RunFolder evaluation = target(job.hadoop());
        PredictionInput input = PredictionInput.labelled("--data", data, job.hadoop());
        TrainedNetwork trained = network.read(config, input.channels(), job.hadoop());
        if (trained.trainedOn().filter(input.fingerprint()::equals).isPresent()) {
            console.println("the network was trained on these images: on others it may be right less often");
        }
        List<Integer> classOf = match(input.classes(), trained.classes(), console);
        evaluation.create();
        Path predictions = new Path(evaluation.path(), "predictions.parquet");
        PredictionResult result = job.run(
                trained,
                input,
                classOf,
                new NetworkJob.Output(
                        evaluation.files(), Optional.of(predictions), TOP, EvaluateCommand::requireReadable));
        Scores scores = result.scores();
        Summary summary = new Summary(
                Redaction.of(data),
                input.fingerprint(),
                trained.rounds().isPresent() ? trained.rounds().getAsInt() : null,
                trained.classes(),
                scores);
        evaluation.replace("summary.json", Json.pretty(summary));
        console.print(ClassTable.of(scores.perClass()));
        console.printf(
                Locale.ROOT,
                "accuracy %.4f | top-5 %.4f | loss %.4f | calibration error %.4f | %,d images%n",
                scores.accuracy(),
                scores.top5Accuracy(),
                scores.loss(),
                scores.calibrationError(),
                scores.images());
        console.println(Redaction.of(trained.origin() + "; details in " + evaluation.path()));
    }

    private RunFolder target(Configuration hadoop) throws IOException {
        if (out != null) {
            return RunFolder.at("--out", out, hadoop);
        }
        RunFolder run = network.runFolder(hadoop)
                .orElseThrow(() -> new InvalidInputException(
                        "--out must be given with --model", "null", "Add --out FOLDER for the results."));
        return new RunFolder(run.files(), new Path(run.path(), FOLDER));
    }

    /** Matches classes by name: a network that never saw a class is never right about it. */
    static List<Integer> match(List<String> data, List<String> network, PrintStream out) {
        boolean isNameless = network.equals(Dataset.numbered(network.size())) && data.size() == network.size();
        // The numbers may be the names of both, in another order.
        if (isNameless && !Set.copyOf(data).equals(Set.copyOf(network))) {
            out.println(
                    "the model's file names no classes: its outputs are taken in the order of the dataset's classes");
            return IntStream.range(0, data.size()).boxed().toList();
        }
        List<Integer> classOf = new ArrayList<>();
        for (String name : data) {
            int found = network.indexOf(name);
            if (found < 0) {
                throw new InvalidInputException(
                        "the dataset's classes must be among the " + network.size() + " that the model knows",
                        InvalidInputException.printable(name),
                        "Evaluate on a dataset with the classes of the training data.");
            }
            classOf.add(found);
        }
        List<String> missing =
                network.stream().filter(name -> !data.contains(name)).toList();
        if (!missing.isEmpty()) {
            out.println("the dataset lacks classes that the model knows: " + String.join(", ", missing));
        }
        return classOf;
    }

    private static void requireReadable(PredictionResult result) {
        if (result.unreadable() > 0 || result.images() == 0) {
            throw new InvalidInputException(
                    "all images of a dataset must be readable",
                    String.format(
                            Locale.ROOT,
                            "%,d images and %,d that are not, such as %s",
                            result.images(),
                            result.unreadable(),
                            String.join(", ", result.unreadableExamples())),
                    "Prepare the dataset again; with --model, data.decoder must be that of the dataset's manifest.");
        }
    }
}
