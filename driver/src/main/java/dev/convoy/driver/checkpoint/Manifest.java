package dev.convoy.driver.checkpoint;

import dev.convoy.driver.report.Traffic;
import java.util.Map;

/**
 * {@code manifest.json}, the last file written into a checkpoint.
 *
 * @param format version of this format
 * @param identity what the run belongs to, by key
 * @param type element type of both vectors, as ND4J names it
 * @param files size and CRC32C of each other file, by name
 */
record Manifest(
        int format,
        Map<String, String> identity,
        Conditions conditions,
        String type,
        Cursor cursor,
        Scores scores,
        Traffic traffic,
        Map<String, Double> phases,
        Map<String, FileSum> files) {
    static final int FORMAT = 1;

    /** @param crc32c in hexadecimal */
    record FileSum(long bytes, String crc32c) {}
}
