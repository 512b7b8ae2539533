package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A user's Deeplearning4j program, submitted for real. */
@ExtendWith(LocalCluster.class)
class Deeplearning4jOnSparkIT {
    private static final Pattern ACCURACY = Pattern.compile("test accuracy (\\S+)");
    private static final List<String> KRYO = List.of(
            "--conf", "spark.serializer=org.apache.spark.serializer.KryoSerializer",
            "--conf", "spark.kryo.registrator=org.nd4j.kryo.Nd4jRegistrator");

    @TempDir
    private Path folder;

    @Test
    void itTrainsOnSeparateExecutorsWithKryo() throws Exception {
        train("local-cluster[2,1,1024]", KRYO);
    }

    @Tag("matrix")
    @Test
    void itTrainsToTheSameBitsOnEveryClusterInBothSerializations() throws Exception {
        float[] threads = train("local[2]", KRYO);

        assertThat(train("local[2]", List.of())).isEqualTo(threads);
        assertThat(train("local-cluster[2,1,1024]", List.of())).isEqualTo(threads);
        assertThat(train("local-cluster[2,1,1024]", KRYO)).isEqualTo(threads);
    }

    @Tag("matrix")
    @Test
    void theSameProgramTrainsWithDeeplearning4jsOwnMaster() throws Exception {
        // Deeplearning4j exports to a local file system only if it considers the master local, which local[2,8] is not.
        Submission submission = submit(List.of("--trainer", "deeplearning4j"), List.of("--master", "local[2]"));

        assertThat(submission.code()).as(submission.why()).isZero();
        assertThat(accuracy(submission)).isGreaterThan(0.6);
    }

    /** Returns the parameters of the network. */
    private float[] train(String master, List<String> serializer) throws Exception {
        Path model = folder.resolve("model.zip");
        List<String> spark = new ArrayList<>(List.of("--master", master, "--executor-memory", "1g"));
        spark.addAll(serializer);
        Submission submission = submit(List.of("--model", model.toString()), spark);

        assertThat(submission.code()).as(submission.why()).isZero();
        assertThat(accuracy(submission)).isGreaterThan(0.75);
        MultiLayerNetwork network = ModelSerializer.restoreMultiLayerNetwork(model.toFile(), true);
        assertThat(network.getEpochCount()).isEqualTo(1);
        // 10,000 images are 79 steps of 2 workers with 64 each.
        assertThat(network.getIterationCount()).isEqualTo(79);
        return network.params().dup('c').data().asFloat();
    }

    private static Submission submit(List<String> program, List<String> spark)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(program);
        arguments.addAll(List.of("--", "--class", "dev.convoy.jobs.example.LeNetOnSpark"));
        arguments.addAll(spark);
        return Submission.run(arguments.toArray(String[]::new));
    }

    private static double accuracy(Submission submission) {
        Matcher line = ACCURACY.matcher(submission.out());
        assertThat(line.find()).as(submission.out()).isTrue();
        return Double.parseDouble(line.group(1));
    }
}
