package dev.convoy.driver.prepare.duplicate;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import scala.Tuple2;
import scala.Tuple3;

/**
 * Repeats each image for each of the four bands of 16 bits of its perceptual hash, under keys that sort by band, bits of
 * the band, and hashes. Two hashes that differ in at most three bits agree in at least one band.
 */
record Bands()
        implements PairFlatMapFunction<
                Tuple2<String, Tuple3<long[], String[], byte[]>>, String, Tuple3<long[], String[], byte[]>> {
    /** Number of bits in which near duplicates may differ: one less than there are bands. */
    static final int MAX_DISTANCE = 3;

    /** Length of the band's number and bits at the start of a key. */
    static final int BAND_CHARS = 5;

    private static final int COUNT = MAX_DISTANCE + 1;
    private static final int BITS = Long.SIZE / COUNT;

    @Override
    public Iterator<Tuple2<String, Tuple3<long[], String[], byte[]>>> call(
            Tuple2<String, Tuple3<long[], String[], byte[]>> images) {
        long hash = HashedImage.perceptual(images._1());
        List<Tuple2<String, Tuple3<long[], String[], byte[]>>> repeated = new ArrayList<>();
        for (int band = 0; band < COUNT; band++) {
            String bits = HexFormat.of().toHexDigits((short) (hash >>> (band * BITS)));
            repeated.add(new Tuple2<>(band + bits + images._1(), images._2()));
        }
        return repeated.iterator();
    }

    static int band(String key) {
        return key.charAt(0) - '0';
    }

    /** Returns the hashes of a key. */
    static String hashes(String key) {
        return key.substring(BAND_CHARS);
    }

    /** Whether two keys have the same band and bits. */
    static boolean agree(String one, String other) {
        return one.regionMatches(0, other, 0, BAND_CHARS);
    }

    /** Returns the first band in which two hashes agree, or their number: a pair counts in that band only. */
    static int firstCommon(long one, long other) {
        int band = 0;
        while (band < COUNT && (short) ((one ^ other) >>> (band * BITS)) != 0) {
            band++;
        }
        return band;
    }
}
