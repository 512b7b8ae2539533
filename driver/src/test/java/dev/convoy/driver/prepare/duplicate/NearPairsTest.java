package dev.convoy.driver.prepare.duplicate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.driver.dataset.manifest.Split;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.Tuple2;
import scala.Tuple3;

/** The search by bands finds what a comparison of all pairs finds, without Spark. */
class NearPairsTest {
    private record Image(long perceptual, int brightness, Split split, String id) {
        boolean isNear(Image other) {
            return Long.bitCount(perceptual ^ other.perceptual) <= Bands.MAX_DISTANCE
                    && Math.abs(brightness - other.brightness) <= 3;
        }

        Tuple2<String, Tuple2<String, byte[]>> item() {
            byte[] thumbnail = new byte[64];
            Arrays.fill(thumbnail, (byte) brightness);
            return new Tuple2<>(
                    HashedImage.key(perceptual, perceptual ^ brightness, split, id), new Tuple2<>("", thumbnail));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void itFindsWhatAComparisonOfAllPairsFinds(int seed) {
        List<Image> images = images(seed, 400);
        Set<String> expected = new HashSet<>();
        for (Image one : images) {
            for (Image other : images) {
                if (other.split().compareTo(one.split()) < 0 && one.isNear(other)) {
                    expected.add(one.id());
                }
            }
        }

        assertThat(expected).hasSizeGreaterThan(20);
        assertThat(found(images)).as("seed %d", seed).isEqualTo(expected.size());
    }

    @Test
    void aPairIsFoundInItsFirstCommonBandOnly() {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 1000; i++) {
            long one = random.nextLong();
            long two = one;
            for (int bit = 0; bit < i % 5; bit++) {
                two ^= 1L << random.nextInt(64);
            }
            int band = Bands.firstCommon(one, two);
            for (int before = 0; before < Math.min(band, 4); before++) {
                assertThat((short) (one >>> (16 * before))).isNotEqualTo((short) (two >>> (16 * before)));
            }
            if (band < 4) {
                assertThat((short) (one >>> (16 * band))).isEqualTo((short) (two >>> (16 * band)));
            } else {
                assertThat(Long.bitCount(one ^ two)).isGreaterThan(Bands.MAX_DISTANCE);
            }
        }
    }

    /** A hundred thousand images that look alike are one hash, and as many of one band are compared in part. */
    @Test
    @Timeout(120)
    void popularHashesAndBandsCostLittle() {
        List<Image> images = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            images.add(new Image(0, 255, i % 2 == 0 ? Split.TRAIN : Split.TEST, "white " + i));
        }
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 20_000; i++) {
            images.add(new Image(random.nextLong() << 16, 255, Split.TRAIN, "band " + i));
        }

        assertThat(found(images)).isEqualTo(50_000);
    }

    private static List<Image> images(int seed, int count) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Image> images = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long hash = random.nextLong();
            if (i > 0 && random.nextInt(2) == 0) {
                hash = images.get(random.nextInt(i)).perceptual();
                for (int bit = random.nextInt(6); bit > 0; bit--) {
                    hash ^= 1L << random.nextInt(64);
                }
            }
            images.add(new Image(hash, 200 + random.nextInt(8), Split.of(random.nextInt(3)), "image " + i));
        }
        return images;
    }

    /** Does what Spark does: sort, put copies together, repeat for each band, sort, compare, and count each once. */
    private static long found(List<Image> images) {
        List<Tuple2<String, Tuple2<String, byte[]>>> items =
                new ArrayList<>(images.stream().map(Image::item).toList());
        items.sort(Comparator.comparing(Tuple2::_1));
        List<Tuple2<String, Tuple3<long[], String[], byte[]>>> repeated = new ArrayList<>();
        new Copies()
                .call(items.iterator())
                .forEachRemaining(copies -> new Bands().call(copies).forEachRemaining(repeated::add));
        repeated.sort(Comparator.comparing(Tuple2::_1));
        Map<Tuple2<String, Integer>, Long> counts = new HashMap<>();
        new NearPairs()
                .call(repeated.iterator())
                .forEachRemaining(pair -> counts.put(pair._1(), pair._2()._3()));
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
