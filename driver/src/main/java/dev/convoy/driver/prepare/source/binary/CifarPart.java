package dev.convoy.driver.prepare.source.binary;

import dev.convoy.driver.files.UserPath;
import dev.convoy.driver.prepare.source.RawShape;
import dev.convoy.driver.prepare.source.SourceFailure;
import dev.convoy.driver.prepare.source.SourceImage;
import dev.convoy.driver.prepare.source.SourceItem;
import dev.convoy.driver.prepare.source.SourceItems;
import dev.convoy.driver.prepare.source.SourceOptions;
import dev.convoy.driver.prepare.source.SourcePart;
import dev.convoy.driver.prepare.source.files.Listing;
import dev.convoy.driver.prepare.source.files.PartRanges.Range;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;

/**
 * Records of a file that follow each other.
 *
 * @param root folder of {@code name}
 * @param split the split that the file's name gives, or null
 */
record CifarPart(
        String root,
        String name,
        CifarKind kind,
        Range records,
        List<String> classes,
        String split,
        SourceOptions options)
        implements SourcePart {
    @Override
    public long bytes() {
        return (long) (records.to() - records.from()) * kind.recordBytes();
    }

    @Override
    public Optional<String> container() {
        return Optional.of(name);
    }

    @Override
    public SourceItems read(Configuration hadoop) throws IOException {
        UserPath folder = UserPath.of(options.key(), root, hadoop);
        FSDataInputStream in = folder.files().open(Listing.path(folder, name));
        in.seek((long) records.from() * kind.recordBytes());
        return new SourceItems(new RecordReader(in), in);
    }

    private final class RecordReader implements SourceItems.Reader {
        private final FSDataInputStream in;
        private int record = records.from();

        RecordReader(FSDataInputStream in) {
            this.in = in;
        }

        @Override
        public SourceItem next() throws IOException {
            if (record == records.to()) {
                return null;
            }
            String id = name + "!" + record++;
            byte[] bytes = in.readNBytes(kind.recordBytes());
            if (bytes.length < kind.recordBytes()) {
                return new SourceFailure(id, "is cut");
            }
            int label = bytes[kind.labelBytes() - 1] & 0xff;
            if (label >= classes.size()) {
                return new SourceFailure(
                        id, "has the label " + label + ", and there are " + classes.size() + " classes");
            }
            RawShape shape = new RawShape(CifarKind.SIDE, CifarKind.SIDE, 3);
            return new SourceImage(id, classes.get(label), options.group(id), split, interleaved(bytes), shape);
        }

        private byte[] interleaved(byte[] bytes) {
            int plane = CifarKind.SIDE * CifarKind.SIDE;
            byte[] pixels = new byte[CifarKind.PIXEL_BYTES];
            for (int i = 0; i < plane; i++) {
                for (int c = 0; c < 3; c++) {
                    pixels[i * 3 + c] = bytes[kind.labelBytes() + c * plane + i];
                }
            }
            return pixels;
        }
    }
}
