package dev.convoy.driver.prepare.source.binary;

import dev.convoy.driver.files.UserPath;
import dev.convoy.driver.prepare.source.RawShape;
import dev.convoy.driver.prepare.source.SourceFailure;
import dev.convoy.driver.prepare.source.SourceImage;
import dev.convoy.driver.prepare.source.SourceItem;
import dev.convoy.driver.prepare.source.SourceItems;
import dev.convoy.driver.prepare.source.SourceOptions;
import dev.convoy.driver.prepare.source.SourcePart;
import dev.convoy.driver.prepare.source.files.LostImageException;
import dev.convoy.driver.prepare.source.files.PartRanges.Range;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * Images of a file that follow each other, with their labels.
 *
 * @param root folder that the files' names are relative to
 * @param labels null if there are none
 * @param split the split that the files' names give, or null
 */
record IdxPart(String root, IdxFile images, IdxFile labels, Range range, String split, SourceOptions options)
        implements SourcePart {
    @Override
    public long bytes() {
        return (long) (range.to() - range.from()) * images.valueBytes();
    }

    @Override
    public Optional<String> container() {
        return Optional.of(images.name());
    }

    @Override
    public SourceItems read(Configuration hadoop) throws IOException {
        UserPath folder = UserPath.of(options.key(), root, hadoop);
        try {
            byte[] classes = labels == null ? null : labels(folder);
            InputStream in = images.open(folder, range.from());
            return new SourceItems(new ImageReader(in, classes), in);
        } catch (LostImageException e) {
            return SourceItems.of(List.of(rest(range.from(), e)));
        }
    }

    private byte[] labels(UserPath folder) throws IOException, LostImageException {
        try (InputStream in = labels.open(folder, range.from())) {
            return labels.read(in, range.to() - range.from());
        }
    }

    private String id(int image) {
        return images.name() + "!" + image;
    }

    private SourceFailure rest(int image, LostImageException e) {
        return new SourceFailure(id(image), e.getMessage(), range.to() - image);
    }

    private final class ImageReader implements SourceItems.Reader {
        private final InputStream in;
        private final byte[] classes;
        private int image = range.from();
        private boolean ended;

        ImageReader(InputStream in, byte[] classes) {
            this.in = in;
            this.classes = classes;
        }

        @Override
        public SourceItem next() throws IOException {
            if (ended || image == range.to()) {
                return null;
            }
            try {
                byte[] pixels = images.read(in, images.valueBytes());
                String label = classes == null ? null : Integer.toString(classes[image - range.from()] & 0xff);
                String id = id(image++);
                return new SourceImage(
                        id, label, options.group(id), split, pixels, new RawShape(images.height(), images.width(), 1));
            } catch (LostImageException e) {
                ended = true;
                return rest(image, e);
            }
        }
    }
}
