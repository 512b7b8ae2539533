package dev.convoy.driver.prepare.task;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import dev.convoy.driver.prepare.image.ImageFacts.Size;
import dev.convoy.driver.run.Json;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Sums over a sample of images, by the form in which they would be stored. Spark carries it as JSON. */
@JsonAutoDetect(fieldVisibility = Visibility.ANY, getterVisibility = Visibility.NONE)
public final class Sample {
    private int images;
    private long inputBytes;
    private long[] bytes;
    private long[] nanos;
    private Size size;
    private boolean severalSizes;

    /** For JSON. */
    Sample() {}

    Sample(int forms) {
        bytes = new long[forms];
        nanos = new long[forms];
    }

    /** @param own size of the image */
    void add(long input, long[] storedBytes, long[] decodeNanos, Size own) {
        images++;
        inputBytes += input;
        for (int form = 0; form < bytes.length; form++) {
            bytes[form] += storedBytes[form];
            nanos[form] += decodeNanos[form];
        }
        severalSizes |= size != null && !size.equals(own);
        size = own;
    }

    Sample merge(Sample other) {
        if (other.images > 0) {
            images += other.images - 1;
            add(other.inputBytes, other.bytes, other.nanos, other.size);
            severalSizes |= other.severalSizes;
        }
        return this;
    }

    int images() {
        return images;
    }

    double inputBytesEach() {
        return (double) inputBytes / images;
    }

    double bytesEach(int form) {
        return (double) bytes[form] / images;
    }

    double millisEach(int form) {
        return nanos[form] / 1e6 / images;
    }

    /** Whether the images have several sizes. */
    boolean hasSeveralSizes() {
        return severalSizes;
    }

    String json() {
        return Json.line(this);
    }

    static Sample of(String json) {
        try {
            return Json.reader(Sample.class).readValue(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
