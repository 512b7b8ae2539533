package dev.convoy.driver.prepare.task;

import dev.convoy.driver.prepare.image.ImageIntake;
import dev.convoy.driver.prepare.image.StorageRule;
import dev.convoy.driver.spark.NativeCache;
import dev.convoy.image.ImageDecoder;
import dev.convoy.image.ImageDecoders;
import java.io.Serializable;
import java.util.concurrent.CompletableFuture;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;

/**
 * How each image is decoded and stored.
 *
 * @param decoder name of the decoder
 * @param channels 1 to refuse images with colours, otherwise 0 or 3
 */
public record Decoding(String decoder, StorageRule rule, int channels) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Opens an intake that is closed at the end of the task. */
    ImageIntake open() {
        ImageIntake intake = new ImageIntake(decoderOfTask(), rule, channels);
        TaskContext.get().addTaskCompletionListener((TaskCompletionListener) task -> intake.close());
        return intake;
    }

    /** Opens a decoder that is closed at the end of the task. */
    ImageDecoder decoderOfTask() {
        NativeCache.keepApart();
        // On another thread, because Spark interrupts the thread of a task that it ends, and a class that is
        // interrupted
        // while it loads its native library stays unusable.
        ImageDecoder opened = CompletableFuture.supplyAsync(
                        () -> ImageDecoders.open(decoder), task -> new Thread(task, "open decoder").start())
                .join();
        return opened;
    }
}
