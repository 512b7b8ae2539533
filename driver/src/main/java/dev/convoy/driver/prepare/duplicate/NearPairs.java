package dev.convoy.driver.prepare.duplicate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import scala.Tuple2;
import scala.Tuple3;

/**
 * Compares the images of a partition that agree in a band, each with the thousand before it in their order: a band with
 * more images is compared in part, so that work grows with the number of images only. Returns by hashes and split the
 * images that are close to one of an earlier split: its id, their first id and their number.
 */
record NearPairs()
        implements PairFlatMapFunction<
                Iterator<Tuple2<String, Tuple3<long[], String[], byte[]>>>,
                Tuple2<String, Integer>,
                Tuple3<String, String, Long>> {
    private static final int WINDOW = 1000;
    /** Mean difference in brightness that an encoding with a quality of 50 hardly makes. */
    private static final int MAX_BRIGHTNESS_DIFFERENCE = 3;

    private record Images(String key, long hash, long[] counts, String[] first, byte[] thumbnail) {
        static Images of(Tuple2<String, Tuple3<long[], String[], byte[]>> images) {
            long hash = HashedImage.perceptual(Bands.hashes(images._1()));
            return new Images(
                    images._1(),
                    hash,
                    images._2()._1(),
                    images._2()._2(),
                    images._2()._3());
        }

        boolean isNear(Images other) {
            if (Long.bitCount(hash ^ other.hash) > Bands.MAX_DISTANCE) {
                return false;
            }
            int sum = 0;
            for (int i = 0; i < thumbnail.length; i++) {
                sum += Math.abs((thumbnail[i] & 0xff) - (other.thumbnail[i] & 0xff));
            }
            return sum <= MAX_BRIGHTNESS_DIFFERENCE * thumbnail.length;
        }
    }

    @Override
    public Iterator<Tuple2<Tuple2<String, Integer>, Tuple3<String, String, Long>>> call(
            Iterator<Tuple2<String, Tuple3<long[], String[], byte[]>>> all) {
        ArrayDeque<Images> before = new ArrayDeque<>();
        List<Tuple2<Tuple2<String, Integer>, Tuple3<String, String, Long>>> found = new ArrayList<>();
        return new Iterator<>() {
            private int position;

            @Override
            public boolean hasNext() {
                while (position == found.size() && all.hasNext()) {
                    found.clear();
                    position = 0;
                    compare(Images.of(all.next()), before, found);
                }
                return position < found.size();
            }

            @Override
            public Tuple2<Tuple2<String, Integer>, Tuple3<String, String, Long>> next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return found.get(position++);
            }
        };
    }

    private static void compare(
            Images images,
            ArrayDeque<Images> before,
            List<Tuple2<Tuple2<String, Integer>, Tuple3<String, String, Long>>> found) {
        int band = Bands.band(images.key());
        if (!before.isEmpty() && !Bands.agree(before.getLast().key(), images.key())) {
            before.clear();
        }
        if (band == 0) {
            match(images, images, found);
        }
        for (Images other : before) {
            if (images.isNear(other) && Bands.firstCommon(images.hash(), other.hash()) == band) {
                match(images, other, found);
                match(other, images, found);
            }
        }
        before.addLast(images);
        if (before.size() > WINDOW) {
            before.removeFirst();
        }
    }

    /** Adds those of {@code images} that have one of {@code others} in an earlier split. */
    private static void match(
            Images images, Images others, List<Tuple2<Tuple2<String, Integer>, Tuple3<String, String, Long>>> found) {
        int earliest = 0;
        while (others.counts()[earliest] == 0) {
            earliest++;
        }
        for (int split = earliest + 1; split < images.counts().length; split++) {
            if (images.counts()[split] > 0) {
                found.add(new Tuple2<>(
                        new Tuple2<>(Bands.hashes(images.key()), split),
                        new Tuple3<>(others.first()[earliest], images.first()[split], images.counts()[split])));
            }
        }
    }
}
