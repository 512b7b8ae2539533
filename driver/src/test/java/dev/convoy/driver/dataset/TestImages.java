package dev.convoy.driver.dataset;

import dev.convoy.kernel.graph.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * Images in memory.
 *
 * @param pixels of all images, height × width × channels each
 */
public record TestImages(Shape shape, byte[] pixels, int[] labels) {
    /** Reads the images of a shard of pixels. */
    public static TestImages of(Shard shard) throws IOException {
        ByteArrayOutputStream pixels = new ByteArrayOutputStream();
        List<Integer> labels = new ArrayList<>();
        shard.read(new Configuration(), (key, label, bytes, length) -> {
            pixels.write(bytes, 0, length);
            labels.add(label);
        });
        return new TestImages(
                shard.format().shape(),
                pixels.toByteArray(),
                labels.stream().mapToInt(Integer::intValue).toArray());
    }

    public int count() {
        return labels.length;
    }
}
