package dev.convoy.jobs.job;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.config.JobConfig;
import dev.convoy.driver.files.UserPath;
import dev.convoy.driver.report.RunSummary;
import dev.convoy.driver.run.RunFolder;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options that name a trained network. */
public final class NetworkOptions {
    /** A checkpoint's path: the run's folder and the number of rounds. */
    private static final Pattern CHECKPOINT = Pattern.compile("(.+)/checkpoints/round-(\\d{6,9})/?");

    @ArgGroup(multiplicity = "1")
    private Source source;

    @Option(
            names = "--checkpoint",
            paramLabel = "last|best",
            description =
                    "Which of a run's checkpoints: the last (default), or the best by its validation or test images")
    private Checkpoint checkpoint;

    private static final class Source {
        @Option(names = "--run", paramLabel = "FOLDER", description = "A run's folder, any Hadoop path")
        private String run;

        @Option(
                names = "--model",
                paramLabel = "FILE",
                description = "A trained model: a run's model.zip, another zip of Deeplearning4j, or a Keras .h5 file")
        private String model;
    }

    /** A choice among a run's checkpoints. */
    public enum Checkpoint {
        /** The newest. */
        last,
        /** The one with the greatest accuracy. */
        best
    }

    /** Returns the run's folder; empty if a file was named. */
    public Optional<RunFolder> runFolder(Configuration hadoop) throws IOException {
        return source.run == null ? Optional.empty() : Optional.of(RunFolder.at("--run", source.run, hadoop));
    }

    /**
     * Reads the network.
     *
     * @param config says about images what a file does not
     * @param channels channels of the images, for a file that does not say it
     */
    public TrainedNetwork read(JobConfig config, int channels, Configuration hadoop) throws IOException {
        Optional<RunFolder> folder = runFolder(hadoop);
        if (folder.isPresent()) {
            TrainedRun run = TrainedRun.read(folder.get(), checkpoint == Checkpoint.best);
            run.requireOwn(config.data().images());
            return run.network(config.data().images().decoder());
        }
        if (checkpoint != null) {
            throw new InvalidInputException(
                    "--checkpoint chooses one of a run's checkpoints", "--model", "Name the run's folder with --run.");
        }
        return new ModelFile(source.model).read(config, channels, hadoop);
    }

    /**
     * Reads a network that one path names: a run's folder, one of its checkpoints, or a file.
     *
     * @param key option that names it, for messages
     * @param config says about images what a file does not
     * @param channels channels of the images, for a file that does not say it
     */
    public static TrainedNetwork read(String key, String path, JobConfig config, int channels, Configuration hadoop)
            throws IOException {
        Matcher checkpoint = CHECKPOINT.matcher(path);
        String decoder = config.data().images().decoder();
        if (checkpoint.matches()) {
            RunFolder run = RunFolder.at(key, checkpoint.group(1), hadoop);
            return TrainedRun.read(run, Integer.parseInt(checkpoint.group(2))).network(decoder);
        }
        RunFolder folder = RunFolder.at(key, path, hadoop);
        if (new UserPath(folder.files(), folder.path()).hasFile(RunSummary.FILE)) {
            return TrainedRun.read(folder, false).network(decoder);
        }
        return new ModelFile(path).read(config, channels, hadoop);
    }
}
