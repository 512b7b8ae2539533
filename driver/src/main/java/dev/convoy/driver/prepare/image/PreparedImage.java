package dev.convoy.driver.prepare.image;

import dev.convoy.driver.dataset.ChannelSums;
import dev.convoy.driver.prepare.image.ImageFacts.Looks;
import dev.convoy.driver.prepare.image.ImageFacts.Size;
import dev.convoy.driver.prepare.source.SourceImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * An image as it is stored. Spark carries it as bytes: with {@code spark.kryo.registrationRequired}, it carries no class
 * of ours.
 *
 * @param source the file that holds it
 * @param group its group; null if it has none
 * @param encoding encoding of {@code pixels}, as in a shard
 */
public record PreparedImage(ImageFacts facts, String source, String group, String encoding, byte[] pixels) {
    /** Bytes of a row besides texts and pixels: five numbers, and the lengths of five columns. */
    private static final int ROW_BYTES = 40;

    /** Returns about the bytes of a row in a shard. */
    static long rowBytes(SourceImage image, String source, byte[] pixels) {
        // Characters are counted as bytes.
        int group = image.group() == null ? 0 : image.group().length();
        return (long) pixels.length + image.id().length() + source.length() + group + ROW_BYTES;
    }

    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(pixels.length + 256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            write(facts, out);
            writeText(source, out);
            writeText(group, out);
            writeText(encoding, out);
            out.writeInt(pixels.length);
            out.write(pixels);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    public static PreparedImage of(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            return new PreparedImage(
                    readFacts(in), readText(in), readText(in), readText(in), in.readNBytes(in.readInt()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads the facts of an image only. */
    public static ImageFacts factsOf(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            return readFacts(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the bytes of the facts only, which {@link #factsOf} reads. */
    public static byte[] factsAlone(byte[] bytes) {
        ByteArrayOutputStream alone = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(alone)) {
            write(factsOf(bytes), out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return alone.toByteArray();
    }

    private static void write(ImageFacts facts, DataOutputStream out) throws IOException {
        writeText(facts.label(), out);
        writeText(facts.kind(), out);
        out.writeInt(facts.size().height());
        out.writeInt(facts.size().width());
        out.writeLong(facts.storedBytes());
        out.writeLong(facts.looks().pixels());
        out.writeLong(facts.looks().perceptual());
        out.write(facts.looks().thumbnail());
        ChannelSums sums = facts.sums();
        out.writeLong(sums.pixels());
        out.writeByte(sums.channels());
        for (int channel = 0; channel < sums.channels(); channel++) {
            out.writeLong(sums.sums()[channel]);
            out.writeLong(sums.squares()[channel]);
        }
    }

    private static ImageFacts readFacts(DataInputStream in) throws IOException {
        return new ImageFacts(
                readText(in),
                readText(in),
                new Size(in.readInt(), in.readInt()),
                in.readLong(),
                new Looks(in.readLong(), in.readLong(), in.readNBytes(Thumbnail.BYTES)),
                readSums(in));
    }

    private static ChannelSums readSums(DataInputStream in) throws IOException {
        long pixels = in.readLong();
        long[] sums = new long[in.readByte()];
        long[] squares = new long[sums.length];
        for (int channel = 0; channel < sums.length; channel++) {
            sums[channel] = in.readLong();
            squares[channel] = in.readLong();
        }
        return new ChannelSums(pixels, sums, squares);
    }

    /** Writes a text of any length, or null. */
    private static void writeText(String text, DataOutputStream out) throws IOException {
        if (text == null) {
            out.writeInt(-1);
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String readText(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length < 0 ? null : new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }
}
