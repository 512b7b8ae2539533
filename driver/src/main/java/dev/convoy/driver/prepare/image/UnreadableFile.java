package dev.convoy.driver.prepare.image;

import java.nio.charset.StandardCharsets;

/**
 * Why a file is not in the dataset, as it is carried in place of an image.
 *
 * @param reason what is wrong with it, on one line
 * @param lost number of images that are lost
 * @param label class that the file would have; empty if that is not known
 */
public record UnreadableFile(String reason, long lost, String label) {
    private static final String BETWEEN = "\n";

    public byte[] toBytes() {
        String line = reason.replaceAll("\\s*\\R\\s*", " ");
        return String.join(BETWEEN, line, Long.toString(lost), label).getBytes(StandardCharsets.UTF_8);
    }

    public static UnreadableFile of(byte[] bytes) {
        String[] parts = new String(bytes, StandardCharsets.UTF_8).split(BETWEEN, 3);
        return new UnreadableFile(parts[0], Long.parseLong(parts[1]), parts[2]);
    }
}
