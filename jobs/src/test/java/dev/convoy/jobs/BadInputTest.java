package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.driver.dataset.IdxFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wrong input gets one clear line and exit code 2, before Spark starts and before anything is written. */
class BadInputTest {
    @TempDir
    private Path folder;

    private Path data;
    private Path run;

    @BeforeEach
    void writeImages() throws IOException {
        data = Files.createDirectory(folder.resolve("data"));
        IdxFiles.writeAll(data, 20, 10, 28, 10, 1);
        run = folder.resolve("run");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "trian                           | error: Unmatched argument at index 0: 'trian' Did you mean train?",
                "train -D train.epoch=2          | error: a key must be one of reference.conf's. Given: train.epoch. Did you mean train.epochs?",
                "train -D train.batch-size=0     | error: train.batch-size must be >= 1. Given: 0.",
                "train -D train.workers=-1       | error: train.workers must be >= 1. Given: -1.",
                "train -D train.gpu-workers=1    | error: train.gpu-workers needs spark.executor.resource.gpu.amount and spark.task.resource.gpu.amount. Given: not both. Use a preset that sets them: --cluster standalone-gpu, yarn-gpu or k8s-gpu.",
                "train -D data.train=/nowhere    | error: data.train must name a folder or an IDX file that exists. Given: /nowhere.",
                "train -D model=alexnet          | error: model must be lenet, vgg-small, resnet20, resnet50, mobilenet-v1 or a Deeplearning4j JSON, YAML or zip file or a Keras .h5 file that exists. Given: alexnet.",
                "train -D train.freeze-until=c   | error: train.freeze-until must name a layer of the model. Given: c. There are conv1, pool1, conv2, pool2, dense, output.",
                "train -D kernel.engine=mkl      | error: kernel.engine must be auto, onednn, nd4j, cudnn, reference. Given: mkl.",
                "train --conf /nowhere.conf      | error: --conf must name a file that exists. Given: /nowhere.conf.",
                "prepare --to x                  | error: prepare.from must be set. Given: nothing. Add --from PATH.",
                "prepare --from x                | error: prepare.to must be set. Given: nothing. Add --to FOLDER.",
                "prepare --from /nowhere --to x  | error: prepare.from must name a file or folder that exists. Given: file:/nowhere.",
                "prepare --from . --to ./x       | error: prepare.to must not be in prepare.from, nor the other way round. Given: file:/",
                "prepare --from x --to y --size 9 | error: prepare.size must be a height and a width in pixels. Given: 9.",
                "prepare --from x --to y --raw --short-side 9 | error: prepare.short-side and prepare.raw must not both be set. Given: prepare.short-side=9",
                "prepare --from x --to y --splits half | error: prepare.splits must be folders or shares such as",
                "prepare --from x --to y -D data.decoder=x | error: data.decoder must be leptonica or imageio. Given: x.",
                "prepare --from target/classes --to src | error: prepare.from must hold ",
                "export --run /nowhere           | error: Missing required option: '--out=FILE.onnx'",
                "export --run /nowhere --out x   | error: --run must name the folder of a run, with its run.json. Given: file:/nowhere.",
                "export --run x --out pom.xml    | error: --out must name a file that does not exist yet. Given: file:/",
                "report                          | error: Missing required parameter: 'RUN'",
                "report /nowhere                 | error: a report needs the folder of a run, with its run.json. Given: file:/nowhere.",
                "report x y                      | error: --out must be given for several runs. Given: 2 runs.",
                "report host://x                 | error: RUN must ",
                "sweep                           | error: Missing required parameter: 'FILE'",
                "sweep /nowhere                  | error: FILE must name a file that exists. Given: /nowhere.",
                "compare                         | error: Missing required parameter: 'RUN'",
                "compare /nowhere                | error: a report needs the folder of a run, with its run.json. Given: file:/nowhere.",
                "compare x --out x.txt           | error: --out must name a file that ends with .csv or .html. Given: x.txt.",
                "compare x --metric f1           | error: sweep.metric must be accuracy or loss. Given: f1.",
            })
    void oneLineAndNothingWritten(String command, String message) {
        assertRefused(2, message, command.split(" "));
    }

    /** Each trial is checked before the first one starts. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ learning-rate = [0.1] } | error: each trial of a sweep must be a job that train accepts. Given: trial 001 with train.learning-rate=0.1. train.learning-rate and train.momentum need train.updater to be set. Given: ",
                "{ seed = [1], freeze-until = [dense, c] } | error: each trial of a sweep must be a job that train accepts. Given: trial 002 with train.freeze-until=c train.seed=1. train.freeze-until must name a layer of the model. Given: c.",
                "{ gpu-workers = [1] } | error: each trial of a sweep must be a job that train accepts. Given: trial 001 with train.gpu-workers=1. train.gpu-workers needs spark.executor.resource.gpu.amount and",
                "{ learning-rte = [1] } | error: a key must be one of reference.conf's. Given: train.learning-rte. Did you mean train.learning-rate?",
            })
    void aTrialThatCannotBeTrainedIsNamed(String keys, String message) throws IOException {
        Path file = Files.writeString(folder.resolve("sweep.conf"), "sweep.keys.train " + keys);

        assertRefused(2, message, "sweep", file.toString());
    }

    @Test
    void aPasswordInAPathIsNotPrinted() {
        assertRefused(
                2,
                "error: data.train with file: must name no host. Given: file://*********(redacted)@host/x. Write three slashes",
                "train",
                "-D",
                "data.train=file://me:hunter2@host/x");
    }

    @Test
    void aTruncatedDataFileIsNamed() throws IOException {
        Path images = data.resolve("train-images-idx3-ubyte");
        byte[] whole = Files.readAllBytes(images);
        Files.write(images, Arrays.copyOf(whole, whole.length / 2));

        assertRefused(2, "error: an IDX file must be whole. Given: file:" + images, "train");
    }

    @Test
    void aTruncatedGzipFileIsNamed() throws IOException {
        Path labels = data.resolve("train-labels-idx1-ubyte.gz");
        byte[] whole = Files.readAllBytes(labels);
        Files.write(labels, Arrays.copyOf(whole, whole.length / 2));

        assertRefused(2, "error: an IDX file must be whole. Given: file:" + labels, "train");
    }

    @Test
    void aModelZipThatIsCutShortIsNamed() throws IOException {
        Path zip = Files.writeString(folder.resolve("model.zip"), "PK\u0003\u0004");

        assertRefused(2, "error: a model zip must be whole. Given: " + zip, "train", "-D", "model=" + zip);
    }

    @Test
    void aModelThatNamesAnotherClassIsRefused() throws IOException {
        Path yaml = Files.writeString(folder.resolve("model.yaml"), "confs: [{layer: {'@class': javax.script.X}}]");

        assertRefused(
                2,
                "error: a model may name classes of Deeplearning4j and ND4J only, and none of object detection. Given: javax.script.X in "
                        + yaml,
                "train",
                "-D",
                "model=" + yaml);
    }

    @Test
    void aRunFolderThatCannotBeWrittenIsNamed() throws IOException {
        run = Files.writeString(folder.resolve("file"), "not a folder").resolve("run");

        assertRefused(2, "error: run.dir must be a folder that can be written to. Given: file:" + run, "train");
    }

    /** Arguments of a job on small images that would run without the changed arguments. */
    private void assertRefused(int code, String message, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        if (arguments[0].equals("train") || arguments[arguments.length - 1].endsWith("sweep.conf")) {
            all.addAll(1, List.of("-D", "data.train=" + data, "-D", "run.dir=" + run));
        }
        VerbRun refused = VerbRun.of("no master, so that Spark cannot start", all);

        assertThat(refused.error().strip()).startsWith(message).doesNotContain("\n");
        assertThat(refused.code()).isEqualTo(code);
        assertThat(Files.exists(run)).isFalse();
    }
}
