package dev.convoy.driver.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.dataset.manifest.Findings.Duplicates;
import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.dataset.manifest.SplitContent;
import dev.convoy.driver.dataset.parquet.ImageRow;
import dev.convoy.driver.prepare.image.ItemKey;
import dev.convoy.driver.prepare.image.TestImages;
import dev.convoy.image.ImageDecoder;
import dev.convoy.image.ImageDecoders;
import dev.convoy.image.JpegEncoder;
import dev.convoy.image.Raster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.DoubleStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole preparation on Spark's threads; the jobs' tests run it on separate executors. */
class PrepareIT {
    private static final String SHARES = "prepare.splits={train: 0.7, validation: 0.1, test: 0.2}";
    private static final String SMALL_SHARDS = "prepare.shard-bytes=6000";

    @TempDir
    private Path folder;

    private JavaSparkContext spark;

    @BeforeEach
    void start() {
        spark = context("local[2]");
    }

    @AfterEach
    void stop() {
        spark.close();
    }

    private static JavaSparkContext context(String master, String... settings) {
        SparkConf conf = new SparkConf().setMaster(master).setAppName("test").set("spark.ui.enabled", "false");
        for (String setting : settings) {
            String[] parts = setting.split("=", 2);
            conf.set(parts[0], parts[1]);
        }
        return new JavaSparkContext(conf);
    }

    @Test
    void theSameInputAndSeedGiveTheSameBytes() throws IOException {
        Path from = corpus("from").write(0, 120).folder();
        corpus("from").write("cat/bad.png", new byte[] {1});
        String bad = "prepare.max-bad=0.1";
        prepare(from, "one", SHARES, SMALL_SHARDS, bad);
        Map<String, byte[]> expected = Corpus.files(at("one"));
        assertThat(expected.keySet())
                .contains("manifest.json", "classes.parquet", "quarantine.parquet", "test/part-00000.parquet")
                .anyMatch(name -> name.startsWith("train/part-0000") && !name.endsWith("00000.parquet"));
        // The same files, made in another order, at another place.
        Corpus other = corpus("other");
        other.write("cat/bad.png", new byte[] {1});
        for (int i = 119; i >= 0; i--) {
            other.write(i, i + 1);
        }
        prepare(other.folder(), "again", SHARES, SMALL_SHARDS, bad);
        assertThat(Corpus.files(at("again"))).containsExactlyEntriesOf(expected);
        stop();
        spark = context(
                "local[1]",
                "spark.default.parallelism=7",
                "spark.serializer=org.apache.spark.serializer.KryoSerializer",
                "spark.kryo.registrationRequired=true",
                "spark.shuffle.sort.bypassMergeThreshold=1");
        prepare(from, "alone", SHARES, SMALL_SHARDS, bad);
        assertThat(Corpus.files(at("alone"))).containsExactlyEntriesOf(expected);
        assertThat(spark.getPersistentRDDs()).isEmpty();
    }

    @Test
    void everyImageIsInOneShardInTheOrderOfKeys() throws IOException {
        Corpus corpus = corpus("from").write(0, 99);
        corpus.write("cat/what!.png", 9, 11, 3, 99);
        PreparedFolder made = prepare(corpus.folder(), "to", SHARES, SMALL_SHARDS);
        Set<String> ids = new HashSet<>();
        int rows = 0;
        for (Split split : Split.values()) {
            SplitContent content = made.manifest().split(split).orElseThrow();
            byte[] before = {};
            long[] counts = new long[3];
            for (ImageRow row : made.rows(split)) {
                byte[] key = ItemKey.ofImage(split, 42, row.id());
                assertThat(Arrays.compareUnsigned(before, key)).isNegative();
                before = key;
                counts[row.label()]++;
                ids.add(row.id());
                rows++;
                assertThat(row.pixels()).isEqualTo(Files.readAllBytes(at("from").resolve(row.id())));
                assertThat(row.id()).startsWith(made.manifest().classes().get(row.label()) + "/");
                assertThat(row.source()).isEqualTo(row.id());
                assertThat(row.encoding()).isEqualTo("png");
            }
            assertThat(content.classCounts()).containsExactly(counts[0], counts[1], counts[2]);
            assertThat(content.images()).isEqualTo(Arrays.stream(counts).sum());
        }

        assertThat(rows).isEqualTo(100);
        assertThat(ids).hasSize(100);
        assertThat(made.manifest().classes()).isEqualTo(Corpus.CLASSES);
        assertThat(made.manifest().split(Split.TRAIN).orElseThrow().shards()).hasSizeGreaterThan(2);
    }

    @Test
    void sparkSqlReadsTheShardsAndTheSideFiles() throws IOException {
        PreparedFolder made = prepare(corpus("from").write(0, 60).folder(), "to", SHARES, SMALL_SHARDS);
        SparkSession session = SparkSession.builder().sparkContext(spark.sc()).getOrCreate();
        Row train = session.read()
                .parquet(at("to").resolve("train").toString())
                .selectExpr("count(*)", "count(distinct id)", "sum(length(pixels))", "max(channels)")
                .first();
        long images = made.manifest().split(Split.TRAIN).orElseThrow().images();
        long bytes = made.rows(Split.TRAIN).stream()
                .mapToLong(row -> row.pixels().length)
                .sum();
        assertThat(train.toSeq().mkString(" ")).isEqualTo(images + " " + images + " " + bytes + " 3");

        List<Row> classes = session.read()
                .parquet(at("to").resolve("classes.parquet").toString())
                .groupBy("split", "class")
                .sum("count")
                .collectAsList();
        for (Row row : classes) {
            SplitContent content = made.manifest().splits().get(row.getString(0));
            int label = made.manifest().classes().indexOf(row.getString(1));
            assertThat(row.getLong(2)).isEqualTo(content.classCounts().get(label));
        }
        assertThat(classes).hasSizeBetween(6, 9);
    }

    @Test
    void moreImagesMoveNoneToAnotherSplit() throws IOException {
        Corpus corpus = corpus("from").write(0, 60);
        Map<String, Split> before = prepare(corpus.folder(), "before", SHARES).splits();
        Map<String, Split> after =
                prepare(corpus.write(60, 120).folder(), "after", SHARES).splits();

        assertThat(after).hasSize(120).containsAllEntriesOf(before);
        assertThat(new HashSet<>(before.values())).hasSize(3);
    }

    @Test
    void imagesOfAGroupAreInOneSplit() throws IOException {
        Corpus corpus = corpus("from");
        for (int i = 0; i < 60; i++) {
            corpus.write("cat/p" + i / 6 + "-" + i + ".png", 8, 8, 3, i);
        }
        PreparedFolder made = prepare(corpus.folder(), "to", SHARES, "prepare.group-by=/(p\\d+)-");
        Map<String, Split> groups = new HashMap<>();
        made.splits().forEach((id, split) -> {
            String group = id.replaceFirst(".*/(p\\d+)-.*", "$1");
            assertThat(groups.merge(group, split, (one, two) -> two)).isEqualTo(split);
            groups.put(group, split);
        });
        assertThat(made.rows(Split.TRAIN)).allMatch(row -> row.id().contains("/" + row.group() + "-"));
    }

    @Test
    void theInputsOwnFoldersAreItsSplits() throws IOException {
        Corpus corpus = corpus("from");
        corpus.write("train/cat/a.png", 8, 8, 1, 1);
        corpus.write("train/dog/b.png", 8, 8, 1, 2);
        corpus.write("val/cat/c.png", 8, 8, 1, 3);
        corpus.write("test/dog/d.png", 8, 8, 1, 4);
        PreparedFolder made = prepare(corpus.folder(), "to");

        assertThat(made.splits())
                .containsEntry("train/cat/a.png", Split.TRAIN)
                .containsEntry("val/cat/c.png", Split.VALIDATION)
                .containsEntry("test/dog/d.png", Split.TEST);
        assertThat(made.manifest().images().channels()).isEqualTo(1);
        assertThat(made.manifest().images().height()).isEqualTo(8);
        assertThat(prepare(corpus.folder(), "shares", "prepare.splits=train=1").splits())
                .hasSize(4)
                .containsValue(Split.TRAIN)
                .doesNotContainValue(Split.TEST);
    }

    @Test
    void theStatisticsAreThoseOfTheDecodedTrainingImages() throws Exception {
        Path from = corpus("from").write(0, 60).folder();
        for (String[] form : new String[][] {
            {}, {"prepare.short-side=9"}, {"prepare.raw=true", "prepare.size=7x9"}, {"prepare.channels=3"}
        }) {
            String[] keys = Arrays.copyOf(form, form.length + 1);
            keys[form.length] = SHARES;
            PreparedFolder made = prepare(from, "to" + String.join(",", form).hashCode(), keys);
            for (int channel = 0; channel < 3; channel++) {
                double[] values = values(made.rows(Split.TRAIN), channel);
                double mean = DoubleStream.of(values).average().orElseThrow();
                double variance = DoubleStream.of(values)
                        .map(value -> (value - mean) * (value - mean))
                        .average()
                        .orElseThrow();
                assertThat(made.manifest().images().mean().get(channel)).isCloseTo(mean, within(1e-9));
                assertThat(made.manifest().images().deviation().get(channel))
                        .isCloseTo(Math.sqrt(variance), within(1e-9));
            }
        }
    }

    /** Decodes rows as training will. */
    private static double[] values(List<ImageRow> rows, int channel) throws Exception {
        List<Double> values = new ArrayList<>();
        try (ImageDecoder decoder = ImageDecoders.open("leptonica")) {
            for (ImageRow row : rows) {
                Raster image = new Raster();
                if (row.encoding().equals(ImageRow.RAW)) {
                    image.reset(row.height(), row.width(), row.channels());
                    System.arraycopy(row.pixels(), 0, image.pixels(), 0, row.pixels().length);
                } else {
                    decoder.decode(row.pixels(), row.pixels().length, image);
                }
                assertThat(image.height()).isEqualTo(row.height());
                assertThat(image.width()).isEqualTo(row.width());
                assertThat(image.channels()).isEqualTo(row.channels());
                for (int pixel = 0; pixel < image.height() * image.width(); pixel++) {
                    int at = image.channels() == 1 ? pixel : 3 * pixel + channel;
                    values.add((double) (image.pixels()[at] & 0xff));
                }
            }
        }
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    @Test
    void rawImagesHaveOneSizeAndAsManyChannelsAsTheDataset() throws IOException {
        PreparedFolder made =
                prepare(corpus("from").write(0, 24).folder(), "to", "prepare.raw=true", "prepare.size=6x5");

        assertThat(made.rows(Split.TRAIN)).hasSize(24).allSatisfy(row -> {
            assertThat(row.channels()).isEqualTo(3);
            assertThat(row.pixels()).hasSize(6 * 5 * 3);
        });
        assertThat(made.rows(Split.TRAIN))
                .filteredOn(row -> row.pixels()[0] == row.pixels()[1] && row.pixels()[0] == row.pixels()[2])
                .hasSizeGreaterThanOrEqualTo(6);
        assertThat(made.manifest().stored().height()).isEqualTo(6);
        assertThat(made.manifest().stored().resize()).isNotNull();
    }

    @Test
    void rawImagesOfSeveralSizesNeedASize() throws IOException {
        Path from = corpus("from").write(0, 24).folder();

        assertThatThrownBy(() -> prepare(from, "to", "prepare.raw=true"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("prepare.raw without prepare.size needs images of one size");
        assertThat(at("to")).doesNotExist();
    }

    @Test
    void tooManyUnreadableImagesAreAnErrorAndLeaveNothing() throws IOException {
        Corpus corpus = corpus("from").write(0, 30);
        corpus.write("cat/empty.png", new byte[0]);
        corpus.write("dog/text.jpg", "no image".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> prepare(corpus.folder(), "to", "prepare.max-bad=0.05"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("at most 5 % of the images may be unreadable. Given: 2 of 32")
                .hasMessageContaining("cat/empty.png: ")
                .hasMessageContaining("dog/text.jpg: ");
        assertThat(at("to")).doesNotExist();
    }

    @Test
    void unreadableImagesAreListed() throws IOException {
        Corpus corpus = corpus("from").write(0, 30);
        corpus.write("cat/empty.png", new byte[0]);
        corpus.write("dog/cut.png", Arrays.copyOf(TestImages.png(20, 20, 3, 1), 100));
        corpus.write("hare/text.jpg", "no image".getBytes(StandardCharsets.UTF_8));
        PreparedFolder made = prepare(corpus.folder(), "to", "prepare.max-bad=0.1");
        SparkSession session = SparkSession.builder().sparkContext(spark.sc()).getOrCreate();
        List<Row> rows = session.read()
                .parquet(at("to").resolve("quarantine.parquet").toString())
                .collectAsList();

        assertThat(rows)
                .extracting(row -> row.getString(0))
                .containsExactly("cat/empty.png", "dog/cut.png", "hare/text.jpg");
        assertThat(rows).extracting(row -> row.getString(1)).allMatch(reason -> !reason.isBlank());
        assertThat(made.manifest().findings().quarantine().count()).isEqualTo(3);
        assertThat(made.manifest().findings().quarantine().reasons().values()).containsExactly(1L, 1L, 1L);
        // A class that has only unreadable images stays a class, and is named.
        assertThat(made.manifest().classes()).containsExactly("cat", "dog", "hare", "ü 1");
        assertThat(made.console()).contains("warning: no training images of hare");
    }

    @Test
    void duplicatesAcrossSplitsAreCountedAndNamed() throws Exception {
        Corpus corpus = corpus("from");
        for (int i = 0; i < 20; i++) {
            corpus.write("train/cat/" + i + ".png", 64, 64, 3, i);
            corpus.write("test/cat/" + i + ".png", 64, 64, 3, 100 + i);
        }
        corpus.write("test/cat/copy.png", 64, 64, 3, 7);
        corpus.write("test/dog/relabelled.png", 64, 64, 3, 8);
        corpus.write("train/dog/relabelled.png", 64, 64, 3, 9);
        Raster raster = new Raster();
        byte[] file = TestImages.png(64, 64, 3, 5);
        try (ImageDecoder decoder = ImageDecoders.open("leptonica")) {
            decoder.decode(file, file.length, raster);
        }
        corpus.write("test/cat/near.jpg", new JpegEncoder().encode(raster, 97));
        PreparedFolder made = prepare(corpus.folder(), "to");
        Duplicates found = made.manifest().findings().duplicates();

        assertThat(found.exact().images()).isEqualTo(2);
        assertThat(found.exact().examples())
                .extracting(pair -> pair.first() + " " + pair.second())
                .containsExactly("train/cat/7.png test/cat/copy.png", "train/cat/8.png test/dog/relabelled.png");
        assertThat(found.relabelled().images()).isEqualTo(2);
        assertThat(found.near().images()).isEqualTo(3);
        assertThat(made.console())
                .contains(
                        "warning: 2 images have the same pixels as an image of an earlier split, such as",
                        "warning: 3 images look like an image of an earlier split, such as",
                        "  test/cat/near.jpg = train/cat/5.png");
    }

    @Test
    void anImageThatIsListedTwiceIsAnError() throws IOException {
        corpus("from").write(0, 10);
        Path list = folder.resolve("from/list.csv");
        Files.writeString(list, "path,label\ncat/0.png,x\ndog/1.png,y\ncat/0.png,x\n");

        assertThatThrownBy(() -> prepare(list, "to"))
                .hasMessageContaining("each image must be in the input once. Given: cat/0.png more than once");
        assertThat(at("to")).doesNotExist();
    }

    private Corpus corpus(String name) {
        return new Corpus(folder.resolve(name));
    }

    private Path at(String name) {
        return folder.resolve(name);
    }

    private PreparedFolder prepare(Path from, String to, String... keys) throws IOException {
        return PreparedFolder.make(spark, from, at(to), keys);
    }
}
