package dev.convoy.driver.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.dataset.manifest.DatasetManifest;
import dev.convoy.driver.dataset.manifest.Manifests;
import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.dataset.manifest.SplitContent;
import dev.convoy.driver.run.RunFolder;
import dev.convoy.feed.RecordFormat;
import dev.convoy.kernel.graph.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetTest {
    private final Configuration hadoop = new Configuration();

    @TempDir
    private Path folder;

    @BeforeEach
    void writeFiles() throws IOException {
        IdxFiles.writeAll(folder, 50, 20, 4, 3, 1);
    }

    @Test
    void aFolderIsReadByPartGzippedOrNot() throws IOException {
        Dataset train = Dataset.open(folder.toString(), Split.TRAIN, hadoop);
        Dataset test = Dataset.open("file:" + folder, Split.TEST, hadoop);

        assertThat(train.count()).isEqualTo(50);
        assertThat(test.count()).isEqualTo(20);
        assertThat(train.shape()).isEqualTo(new Shape(1, 4, 4));
        assertThat(train.classes()).containsExactly("0", "1", "2");
        assertThat(train.fingerprint()).isNotEqualTo(test.fingerprint());
    }

    /** A softmax over one class is 1, whatever the image is. */
    @Test
    void aPreparedDatasetOfOneClassIsNotTrainedOn() throws IOException {
        DatasetManifest two = Manifests.small();
        SplitContent train = two.split(Split.TRAIN).orElseThrow();
        Path dataset = Files.createDirectory(folder.resolve("one"));
        new DatasetManifest(
                        two.format(),
                        two.origin(),
                        two.classes(),
                        two.images(),
                        two.stored(),
                        Map.of("train", new SplitContent(2, List.of(0L, 2L), train.shards())),
                        two.findings())
                .write(RunFolder.at(dataset.toString(), hadoop));

        assertThatThrownBy(() -> Dataset.open(dataset.toString(), Split.TRAIN, hadoop))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("data.train must have images of at least two classes. Given: 2 images, all of"
                        + " class dog. Check");
        assertThat(Dataset.open(dataset.toString(), Split.TEST, hadoop).count()).isEqualTo(2);
    }

    /** As when a dataset is prepared anew in its folder while a run reads it. */
    @Test
    void aShardOfAnotherSizeThanTheManifestSaysIsRefused() throws IOException {
        Path file = Files.write(folder.resolve("part-00000.parquet"), new byte[3]);
        RecordFormat format = RecordFormat.pixels(new Shape(1, 2, 2));
        ImageShard shard = new ImageShard("file:" + file, 1, 10, "0badcafe", format);

        assertThatThrownBy(() -> shard.read(hadoop, (key, label, bytes, length) -> {}))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("file:" + file + " with 3 bytes, not 10.");
    }

    @Test
    void anImagesFileBringsItsLabels() throws IOException {
        Dataset byFile = Dataset.open(folder.resolve("train-images-idx3-ubyte").toString(), Split.TRAIN, hadoop);

        assertThat(byFile.fingerprint())
                .isEqualTo(Dataset.open(folder.toString(), Split.TRAIN, hadoop).fingerprint());
    }

    /** A relative path must work although executors have other working folders. */
    @Test
    void whatARelativePathNamesHasAWholePath() throws IOException {
        Path relative = Path.of("").toAbsolutePath().relativize(folder.toAbsolutePath());
        for (Path location : List.of(relative, relative.resolve("train-images-idx3-ubyte"))) {
            Dataset train = Dataset.open(location.toString(), Split.TRAIN, hadoop);

            assertThat(train.shards().toString())
                    .contains("images=file:" + folder + "/train-images", "labels=file:" + folder + "/train-labels");
        }
    }

    @Test
    void imagesThatAreTrainedOnAreNotHeldOut() throws IOException {
        String file = folder.resolve("train-images-idx3-ubyte").toString();

        assertThat(Dataset.openOther(folder.toString(), Split.TEST, hadoop).count())
                .isEqualTo(20);
        assertThat(Dataset.openOther(folder.toString(), Split.VALIDATION, hadoop))
                .isEqualTo(Dataset.NONE);
        assertThat(Dataset.openOther(file, Split.TEST, hadoop)).isEqualTo(Dataset.NONE);
    }

    @Test
    void meanAndDeviationAreThoseOfThePixels() throws IOException {
        byte[] pixels = {0, 0, 0, 0, 100, 100, 100, 100};
        Files.write(folder.resolve("train-images-idx3-ubyte"), IdxFiles.idx(pixels, 2, 2, 2));
        Files.write(folder.resolve("train-labels-idx1-ubyte.gz"), IdxFiles.gzip(IdxFiles.idx(new byte[] {0, 1}, 2)));
        Dataset train = Dataset.open(folder.toString(), Split.TRAIN, hadoop);

        assertThat(train.normalization().mean()[0]).isCloseTo(50, within(1e-12));
        assertThat(train.normalization().deviation()[0]).isCloseTo(50, within(1e-12));
    }

    @Test
    void aMissingFolderIsNamed() {
        assertError(folder.resolve("nowhere").toString(), "data.train must name a folder or an IDX file that exists");
    }

    @Test
    void aFolderWithoutTheFilesIsNamed() throws IOException {
        Files.delete(folder.resolve("train-labels-idx1-ubyte.gz"));

        assertError(
                folder.toString(),
                "data.train needs a file train-labels-idx1-ubyte or train-labels.idx1-ubyte, either with .gz or without."
                        + " Given: file:" + folder + " with t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte.gz,"
                        + " train-images-idx3-ubyte. Put");
    }

    @Test
    void aTruncatedFileIsNamed() throws IOException {
        Path images = folder.resolve("train-images-idx3-ubyte");
        byte[] whole = Files.readAllBytes(images);
        for (int length : new int[] {0, 3, 15, 16, whole.length - 1}) {
            Files.write(images, Arrays.copyOf(whole, length));
            assertError(folder.toString(), "an IDX file must be whole. Given: file:" + images);
        }
    }

    @Test
    void aTruncatedOrDamagedGzipIsNamed() throws IOException {
        Path labels = folder.resolve("train-labels-idx1-ubyte.gz");
        byte[] whole = Files.readAllBytes(labels);
        Files.write(labels, Arrays.copyOf(whole, whole.length / 2));
        assertError(folder.toString(), "an IDX file must be whole. Given: file:" + labels);
        whole[whole.length - 6] ^= 1;
        Files.write(labels, whole);
        assertError(folder.toString(), "an IDX file must be whole. Given: file:" + labels);
    }

    @Test
    void aFileWithMoreThanItsHeaderPromisesIsNotWhole() throws IOException {
        Path images = folder.resolve("train-images-idx3-ubyte");
        byte[] whole = Files.readAllBytes(images);
        Files.write(images, Arrays.copyOf(whole, whole.length + 1));

        assertError(folder.toString(), "an IDX file must be whole");
    }

    @Test
    void differentCountsAreNamedBoth() throws IOException {
        Files.write(folder.resolve("train-labels-idx1-ubyte.gz"), IdxFiles.gzip(IdxFiles.idx(new byte[49], 49)));

        assertError(folder.toString(), "images and labels must be equally many. Given: 50 images in ");
    }

    private void assertError(String location, String message) {
        assertThatThrownBy(() -> Dataset.open(location, Split.TRAIN, hadoop))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(message)
                .hasMessageNotContaining("\n");
    }
}
