package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A user's Spark ML program, submitted for real. */
@ExtendWith(LocalCluster.class)
class PipelineOnSparkIT {
    private static final Pattern ACCURACY =
            Pattern.compile("(?m)^test accuracy (\\S+)\nsaved and loaded: test accuracy (\\S+)$");

    @TempDir
    private Path folder;

    @Tag("matrix")
    @Test
    void aPipelineIsFittedToTheSameBitsOnThreadsAndOnSeparateExecutors() throws Exception {
        assertThat(fit("local-cluster[2,1,1024]")).isEqualTo(fit("local[2]"));
    }

    /** Parameters of the network, as Deeplearning4j reads them. */
    private float[] fit(String master) throws Exception {
        Path model = folder.resolve(master.replaceAll("\\W", "-"));
        Submission submission = Submission.run(
                "--model",
                "file:" + model,
                "--epochs",
                "2",
                "--",
                "--class",
                "dev.convoy.jobs.example.PipelineOnSpark",
                "--master",
                master,
                "--executor-memory",
                "1g");

        assertThat(submission.code()).as(submission.why()).isZero();
        Matcher accuracy = ACCURACY.matcher(submission.out());
        assertThat(accuracy.find()).as(submission.out()).isTrue();
        assertThat(Double.parseDouble(accuracy.group(1))).isGreaterThan(0.75);
        assertThat(accuracy.group(2)).isEqualTo(accuracy.group(1));
        return ModelSerializer.restoreMultiLayerNetwork(zip(model).toFile())
                .params()
                .toFloatVector();
    }

    private static Path zip(Path pipeline) throws IOException {
        try (Stream<Path> files = Files.walk(pipeline)) {
            return files.filter(file -> file.endsWith("data/model.zip"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
