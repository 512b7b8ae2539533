package dev.convoy.driver.prepare.task;

import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.prepare.image.ImageIntake;
import dev.convoy.driver.prepare.image.ItemKey;
import dev.convoy.driver.prepare.image.SplitRule;
import dev.convoy.driver.prepare.image.UnreadableFile;
import dev.convoy.driver.prepare.source.SourceFailure;
import dev.convoy.driver.prepare.source.SourceImage;
import dev.convoy.driver.prepare.source.SourceItem;
import dev.convoy.driver.prepare.source.SourceItems;
import dev.convoy.driver.prepare.source.SourcePart;
import dev.convoy.image.UnreadableImageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;
import scala.Tuple2;

/**
 * Decodes the images of a part: pairs of a key and a {@link dev.convoy.driver.prepare.image.PreparedImage} as bytes, or
 * the reason why it is unreadable.
 */
public record DecodeImages(Decoding decoding, SplitRule splits, Progress progress)
        implements SourceRdd.Reading<SourcePart, Tuple2<byte[], byte[]>> {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<Tuple2<byte[], byte[]>> read(SourcePart part, Configuration hadoop) throws IOException {
        ImageIntake intake = decoding.open();
        SourceItems items = part.read(hadoop);
        TaskContext.get().addTaskCompletionListener((TaskCompletionListener) task -> close(items));
        return new Iterator<>() {
            private boolean ended;

            @Override
            public boolean hasNext() {
                if (!ended && !items.hasNext()) {
                    ended = true;
                    progress.partDone(part.bytes());
                }
                return !ended;
            }

            @Override
            public Tuple2<byte[], byte[]> next() {
                progress.imageDone();
                return take(part, items.next(), intake);
            }
        };
    }

    private Tuple2<byte[], byte[]> take(SourcePart part, SourceItem item, ImageIntake intake) {
        if (item instanceof SourceFailure failure) {
            return unreadable(failure.id(), failure.reason(), failure.lost(), null);
        }
        SourceImage image = (SourceImage) item;
        Optional<Split> split = splits.of(image.split(), image.group(), image.id());
        if (split.isEmpty()) {
            return unreadable(image.id(), "in none of the folders train, validation and test", 1, image.label());
        }
        try {
            return new Tuple2<>(
                    ItemKey.ofImage(split.get(), splits.seed(), image.id()),
                    intake.take(image, part.container().orElse(image.id())).toBytes());
        } catch (UnreadableImageException e) {
            return unreadable(image.id(), e.getMessage(), 1, image.label());
        }
    }

    private static Tuple2<byte[], byte[]> unreadable(String id, String reason, long lost, String label) {
        UnreadableFile file = new UnreadableFile(reason, lost, label == null ? "" : label);
        return new Tuple2<>(ItemKey.ofFailure(id), file.toBytes());
    }

    private static void close(SourceItems items) {
        try {
            items.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
