package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A network trained on the sample in this JVM. */
public final class TrainedSample {
    private static final Path SAMPLE = Path.of("data/fashion-mnist-sample").toAbsolutePath();

    private TrainedSample() {}

    /**
     * Returns the run's folder.
     *
     * @param settings {@code key=value}
     */
    public static Path of(Path folder, String... settings) {
        List<String> arguments =
                new ArrayList<>(List.of("train", "-D", "data.train=" + SAMPLE, "-D", "run.dir=" + folder));
        for (String setting : settings) {
            arguments.addAll(List.of("-D", setting));
        }
        VerbRun run = VerbRun.of("local[2]", arguments);
        assertThat(run.code()).as(run.error()).isZero();
        return folder;
    }
}
