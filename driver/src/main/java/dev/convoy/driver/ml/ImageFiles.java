package dev.convoy.driver.ml;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.spark.NativeCache;
import dev.convoy.image.ImageDecoder;
import dev.convoy.image.ImageDecoders;
import dev.convoy.image.Raster;
import dev.convoy.image.UnreadableImageException;
import dev.convoy.kernel.graph.Shape;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.apache.spark.SparkEnv;

/** Decodes image files to the pixels that {@code prepare} gives them by default. */
final class ImageFiles {
    /** Rows are decoded one by one, and a decoder keeps native memory: one for each thread, as long as it lives. */
    private static final ThreadLocal<ImageFiles> OF_THREAD = ThreadLocal.withInitial(ImageFiles::new);

    private final ImageDecoder decoder = open();
    private final Raster raster = new Raster();

    private ImageFiles() {}

    /** @throws InvalidInputException if it is no image, or a damaged one */
    static Pixels decode(byte[] file) {
        return OF_THREAD.get().pixels(file);
    }

    private Pixels pixels(byte[] file) {
        try {
            decoder.decode(file, file.length, raster);
        } catch (UnreadableImageException e) {
            throw new InvalidInputException(
                    "encoded images must be of a kind that Convoy reads, such as PNG or JPEG",
                    file.length + " bytes: " + e.getMessage(),
                    "Filter such rows out.",
                    e);
        }
        Shape shape = new Shape(raster.channels(), raster.height(), raster.width());
        return new Pixels(shape, Arrays.copyOf(raster.pixels(), Math.toIntExact(shape.size())));
    }

    private static ImageDecoder open() {
        if (SparkEnv.get() != null) {
            NativeCache.keepApart();
        }
        // On another thread, because Spark interrupts the thread of a task that it ends, and a class that is
        // interrupted while it loads its native library stays unusable.
        return CompletableFuture.supplyAsync(
                        () -> ImageDecoders.open("leptonica"), task -> new Thread(task, "open decoder").start())
                .join();
    }
}
