package dev.convoy.driver.prepare.task;

import dev.convoy.driver.run.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * A file that a task has written, as it tells the driver.
 *
 * @param file path relative to the dataset
 * @param crc32c CRC32C of the file in hexadecimal
 * @param classes number of images by label; empty for a file without images
 * @param twice an id that occurs more than once; null if there is none
 */
public record WrittenFile(
        int partition, String file, long rows, long bytes, String crc32c, Map<Integer, Long> classes, String twice) {
    String json() {
        return Json.line(this);
    }

    public static WrittenFile of(String json) {
        try {
            return Json.reader(WrittenFile.class).readValue(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
