package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bad input gets one clear line and an exit code that is not 0, and nothing is written. */
class BadInputIT {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "trian                           | error: Unmatched argument at index 0: 'trian' Did you mean train?",
                "train -D train.epoch=2          | error: a key must be one of reference.conf's. Given: train.epoch. Did you mean train.epochs?",
                "train -D train.batch-size=0     | error: train.batch-size must be >= 1. Given: 0.",
                "train -D train.workers=-1       | error: train.workers must be >= 1. Given: -1.",
                "train -D data.train=/nowhere    | error: data.train must name a folder or an IDX file that exists. Given: file:/nowhere.",
                "train -D data.train=file://me:hunter2@host/x | error: data.train with file: must name no host. Given: file://*********(redacted)@host/x. Write three slashes",
                "train -D model=alexnet          | error: model must be lenet, vgg-small, resnet20, resnet50, mobilenet-v1 or a Deeplearning4j JSON, YAML or zip file or a Keras .h5 file that exists. Given: alexnet.",
                "train -D train.freeze-until=c   | error: train.freeze-until must name a layer of the model. Given: c. There are conv1, pool1, conv2, pool2, dense, output.",
                "train -D kernel.engine=mkl      | error: kernel.engine must be auto, onednn, nd4j, cudnn, reference. Given: mkl.",
                "train -D kernel.engine=cudnn    | error: kernel.engine must be able to compute the model: it computes on cards, and Spark gave the task none: take a --cluster that does, see conf/cluster/*-gpu.properties. Given: cudnn.",
                "train --conf /nowhere.conf      | error: --conf must name a file that exists. Given: /nowhere.conf.",
                "export --run /nowhere           | error: Missing required option: '--out=FILE.onnx'",
                "export --run /nowhere --out x   | error: --run must name the folder of a run, with its run.json. Given: file:/nowhere.",
                "export --run x --out pom.xml    | error: --out must name a file that does not exist yet. Given: file:/",
                "train --cluster yarn            | error: master yarn needs HADOOP_CONF_DIR or YARN_CONF_DIR. Given: neither.",
                "train --cluster nowhere         | error: --cluster must name a file of conf/cluster. Given: nowhere.",
            })
    void oneLineAndNothingWritten(String command, String message) throws Exception {
        Path run = folder.resolve("run");
        List<String> arguments = new ArrayList<>(Arrays.asList(command.split(" ")));
        if (command.startsWith("train")) {
            arguments.addAll(List.of("-D", "run.dir=" + run));
        }
        assertRefused(message, run, arguments.toArray(String[]::new));
    }

    @Test
    void aDriverInTheClusterNeedsARunFolderThere() throws Exception {
        Submission submission = Submission.run("train", "--cluster", "standalone", "--", "--deploy-mode", "cluster");

        assertThat(submission.code()).isNotZero();
        assertThat(submission.error().strip())
                .startsWith(
                        "error: run.dir must be set in cluster deploy mode, where the driver runs on another machine.")
                .doesNotContain("\n");
    }

    @Test
    void aTruncatedDataFileIsNamed() throws Exception {
        Path sample = Path.of("data/fashion-mnist-sample");
        for (String name :
                List.of("t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz", "train-labels-idx1-ubyte.gz")) {
            Files.copy(sample.resolve(name), folder.resolve(name));
        }
        byte[] images = Files.readAllBytes(sample.resolve("train-images-idx3-ubyte.gz"));
        Files.write(folder.resolve("train-images-idx3-ubyte.gz"), Arrays.copyOf(images, images.length / 2));

        assertRefused(
                "error: an IDX file must be whole. Given: ",
                folder.resolve("run"),
                "train",
                "-D",
                "data.train=" + folder);
    }

    @Test
    void aModelZipThatIsCutShortIsNamed() throws Exception {
        Path zip = Files.writeString(folder.resolve("model.zip"), "PK\u0003\u0004");

        assertRefused(
                "error: a model zip must be whole. Given: " + zip,
                folder.resolve("run"),
                "train",
                "-D",
                "model=" + zip);
    }

    @Test
    void aModelThatNamesAClassOfItsOwnIsRefused() throws Exception {
        Path yaml = Files.writeString(folder.resolve("model.yaml"), "confs: [{layer: {'@class': javax.script.X}}]");

        assertRefused(
                "error: a model may name classes of Deeplearning4j and ND4J only, and none of object detection. Given: javax.script.X in "
                        + yaml,
                folder.resolve("run"),
                "train",
                "-D",
                "model=" + yaml);
    }

    @Test
    void aRunFolderThatCannotBeWrittenIsNamed() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "not a folder");
        Path run = file.resolve("run");

        assertRefused("error: run.dir must be a folder that can be written to. Given: file:" + run, run, "train");
    }

    private static void assertRefused(String message, Path run, String... arguments)
            throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(arguments));
        if (!all.contains("run.dir=" + run) && arguments[0].equals("train")) {
            all.addAll(List.of("-D", "run.dir=" + run));
        }
        Submission submission = Submission.run(all.toArray(String[]::new));

        assertThat(submission.code()).isNotZero();
        assertThat(submission.error().strip()).startsWith(message).doesNotContain("\n");
        assertThat(Files.exists(run)).isFalse();
    }
}
