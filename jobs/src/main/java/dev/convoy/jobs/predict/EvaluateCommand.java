package dev.convoy.jobs.predict;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.config.JobConfig;
import dev.convoy.driver.predict.PredictionInput;
import dev.convoy.driver.predict.PredictionResult;
import dev.convoy.driver.predict.PredictionResult.Scores;
import dev.convoy.driver.run.Json;
import dev.convoy.driver.run.Redaction;
import dev.convoy.driver.run.RunFolder;
import dev.convoy.jobs.job.JobOptions;
import dev.convoy.jobs.job.TrainedRun;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The verb {@code evaluate}: how right a run's network is on images that it may never have seen. */
@Command(name = "evaluate", mixinStandardHelpOptions = true, description = "Evaluates a run's model on a dataset.")
public final class EvaluateCommand implements Callable<Integer> {
    private static final String FOLDER = "evaluation";
    private static final int TOP = 5;

    @Option(names = "--run", required = true, paramLabel = "FOLDER", description = "A run's folder, any Hadoop path")
    private String run;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DATASET",
            description = "A prepared dataset or IDX files, whose test images are used")
    private String data;

    @Mixin
    private JobOptions options;

    /**
     * The content of {@code evaluation/summary.json}.
     *
     * @param data the data set as the user named it
     * @param fingerprint text that changes with any bit of the images or labels
     * @param rounds number of rounds after which the network was saved
     */
    record Summary(String data, String fingerprint, int rounds, List<String> classes, @JsonUnwrapped Scores scores) {}

    @Override
    public Integer call() throws Exception {
        evaluate(options.load(), System.out);
        return 0;
    }

    private void evaluate(JobConfig config, PrintStream out) throws IOException {
        NetworkJob job = new NetworkJob(config, "evaluate");
        RunFolder folder = RunFolder.at("--run", run, job.hadoop());
        TrainedRun trained = TrainedRun.read(folder);
        PredictionInput input = PredictionInput.labelled("--data", data, job.hadoop());
        List<Integer> classOf = match(input.classes(), trained.classes(), out);
        RunFolder evaluation = new RunFolder(folder.files(), new Path(folder.path(), FOLDER));
        evaluation.create();
        Path predictions = new Path(evaluation.path(), "predictions.parquet");
        PredictionResult result =
                job.run(trained, input, classOf, new NetworkJob.Output(folder.files(), Optional.of(predictions), TOP));
        requireReadable(result);
        Scores scores = result.scores();
        Summary summary = new Summary(
                Redaction.of(data),
                input.fingerprint(),
                trained.progress().cursor().rounds(),
                trained.classes(),
                scores);
        evaluation.replace("summary.json", Json.pretty(summary));
        ScoreTable.print(scores, out);
        out.println(Redaction.of("the model after " + trained.state() + "; details in " + evaluation.path()));
    }

    /** Matches classes by name: a network that never saw a class is never right about it. */
    private static List<Integer> match(List<String> data, List<String> network, PrintStream out) {
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
                    "Set data.decoder to that of the dataset's manifest, or prepare the dataset again.");
        }
    }
}
