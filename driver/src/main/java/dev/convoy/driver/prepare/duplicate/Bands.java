package dev.convoy.driver.prepare.duplicate;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import scala.Tuple2;

/**
 * Repeats each hash for each of its four bands of 16 bits, under keys that sort by band, bits of the band, and hash. Two
 * hashes that differ in at most three bits agree in at least one band.
 */
record Bands()
        implements PairFlatMapFunction<Tuple2<Long, Tuple2<long[], String[]>>, String, Tuple2<long[], String[]>> {
    /** Number of bits in which near duplicates may differ: one less than there are bands. */
    static final int MAX_DISTANCE = 3;

    /** Length of the band's number and bits at the start of a key. */
    static final int BAND_CHARS = 5;

    private static final int COUNT = MAX_DISTANCE + 1;
    private static final int BITS = Long.SIZE / COUNT;

    @Override
    public Iterator<Tuple2<String, Tuple2<long[], String[]>>> call(Tuple2<Long, Tuple2<long[], String[]>> images) {
        long hash = images._1();
        List<Tuple2<String, Tuple2<long[], String[]>>> repeated = new ArrayList<>();
        for (int band = 0; band < COUNT; band++) {
            String bits = HexFormat.of().toHexDigits((short) (hash >>> (band * BITS)));
            repeated.add(new Tuple2<>(band + bits + HexFormat.of().toHexDigits(hash), images._2()));
        }
        return repeated.iterator();
    }

    static int band(String key) {
        return key.charAt(0) - '0';
    }

    static long hash(String key) {
        return HexFormat.fromHexDigitsToLong(key.substring(BAND_CHARS));
    }

    /** Returns the first band in which two hashes agree: in others, the pair is not looked at again. */
    static int firstCommon(long one, long two) {
        int band = Long.numberOfTrailingZeros(one ^ two);
        // The lowest bit that differs is in the first band that differs, and those below it agree.
        if (band >= BITS) {
            return 0;
        }
        for (int next = 1; next < COUNT; next++) {
            if ((short) (one >>> (next * BITS)) == (short) (two >>> (next * BITS))) {
                return next;
            }
        }
        return COUNT;
    }
}
