package dev.convoy.driver.prepare.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.driver.dataset.ChannelSums;
import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.prepare.image.ImageFacts.Looks;
import dev.convoy.driver.prepare.image.ImageFacts.Size;
import dev.convoy.image.Raster;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.Tuple2;

/** Sums do not depend on the order in which they are made, nor on how the items were divided. */
class MeasurementsTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void anyDivisionAndAnyOrderGiveTheSameSums(int seed) {
        List<Tuple2<byte[], byte[]>> items = items(200);
        String expected = sums(items).json();
        SplittableRandom random = new SplittableRandom(seed);
        items.sort(Comparator.comparingInt(item -> Arrays.hashCode(item._1()) * (2 * seed + 1)));
        List<Measurements> parts = new ArrayList<>();
        for (int from = 0; from < items.size(); ) {
            int to = Math.min(items.size(), from + 1 + random.nextInt(50));
            parts.add(Measurements.of(sums(items.subList(from, to)).json()));
            from = to;
        }
        while (parts.size() > 1) {
            Measurements one = parts.remove(random.nextInt(parts.size()));
            parts.get(random.nextInt(parts.size())).merge(one);
        }

        assertThat(parts.get(0).json()).as("seed %d", seed).isEqualTo(expected);
    }

    @Test
    void anEmptySumChangesNothing() {
        Measurements sums = sums(items(20));
        String before = sums.json();

        assertThat(sums.merge(new Measurements()).json()).isEqualTo(before);
        assertThat(new Measurements().merge(Measurements.of(before)).json()).isEqualTo(before);
    }

    @Test
    void meanAndDeviationAreThoseOfTheTrainingPixels() {
        List<double[]> colours = new ArrayList<>();
        Measurements sums = new Measurements();
        for (int i = 0; i < 30; i++) {
            Raster image = image(i, i % 3 == 0 ? 1 : 3);
            Split split = i % 5 == 0 ? Split.TEST : Split.TRAIN;
            add(sums, split, "x" + i, image);
            for (int pixel = 0; split == Split.TRAIN && pixel < image.height() * image.width(); pixel++) {
                double[] colour = new double[3];
                for (int channel = 0; channel < 3; channel++) {
                    int at = image.channels() == 1 ? pixel : 3 * pixel + channel;
                    colour[channel] = image.pixels()[at] & 0xff;
                }
                colours.add(colour);
            }
        }
        for (int channel = 0; channel < 3; channel++) {
            int of = channel;
            double mean =
                    colours.stream().mapToDouble(colour -> colour[of]).average().orElseThrow();
            DoubleStream squares = colours.stream().mapToDouble(colour -> (colour[of] - mean) * (colour[of] - mean));
            assertThat(sums.training(3).mean().get(channel)).isCloseTo(mean, within(1e-9));
            assertThat(sums.training(3).deviation().get(channel))
                    .isCloseTo(Math.sqrt(squares.average().orElseThrow()), within(1e-9));
        }
        assertThat(sums.allGrey()).isFalse();
        assertThat(sums.images()).isEqualTo(30);
        assertThat(sums.splits().get(Split.TEST).images()).isEqualTo(6);
    }

    @Test
    void greyImagesAloneHaveOneChannel() {
        Measurements sums = new Measurements();
        add(sums, Split.TRAIN, "a", image(1, 1));

        assertThat(sums.allGrey()).isTrue();
        assertThat(sums.training(1).mean()).hasSize(1);
        assertThat(sums.training(3).mean())
                .containsOnly(sums.training(1).mean().get(0))
                .hasSize(3);
    }

    @Test
    void reasonsThatDifferInNumbersAreOne() {
        Measurements sums = new Measurements();
        for (int i = 0; i < 1000; i++) {
            UnreadableFile file = new UnreadableFile("has " + (1000 + i) + "×2,000 pixels", 2, i == 7 ? "rare" : "");
            sums.add(ItemKey.ofFailure("file-" + i), file.toBytes());
        }

        assertThat(sums.unreadable().reasons()).containsOnly(Map.entry("has N×N pixels", 2000L));
        assertThat(sums.unreadable().count()).isEqualTo(2000);
        assertThat(sums.unreadable().examples()).hasSize(5).containsEntry("file-0", "has 1000×2,000 pixels");
        assertThat(sums.classes()).containsExactly("rare");
    }

    private static Measurements sums(List<Tuple2<byte[], byte[]>> items) {
        Measurements sums = new Measurements();
        items.forEach(item -> sums.add(item._1(), item._2()));
        return sums;
    }

    private static List<Tuple2<byte[], byte[]>> items(int count) {
        List<Tuple2<byte[], byte[]>> items = new ArrayList<>();
        IntStream.range(0, count).forEach(i -> {
            if (i % 10 == 9) {
                items.add(new Tuple2<>(
                        ItemKey.ofFailure("bad-" + i),
                        new UnreadableFile("reason " + (char) ('a' + i % 7), 1, "class " + i % 3).toBytes()));
                return;
            }
            items.add(new Tuple2<>(
                    ItemKey.ofImage(Split.of(i % 3), 42, "image-" + i),
                    prepared(image(i, i % 4 == 0 ? 1 : 3), "class " + i % 6).toBytes()));
        });
        return items;
    }

    private static void add(Measurements sums, Split split, String id, Raster image) {
        sums.add(ItemKey.ofImage(split, 42, id), prepared(image, "class").toBytes());
    }

    private static PreparedImage prepared(Raster image, String label) {
        ImageFacts facts = new ImageFacts(
                label, "png", new Size(image.height(), image.width()), 100, Looks.of(image), ChannelSums.of(image));
        return new PreparedImage(facts, "a", null, "png", new byte[10]);
    }

    private static Raster image(int seed, int channels) {
        SplittableRandom random = new SplittableRandom(seed);
        Raster image = new Raster();
        image.reset(1 + random.nextInt(9), 1 + random.nextInt(9), channels);
        random.nextBytes(image.pixels());
        return image;
    }
}
