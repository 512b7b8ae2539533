package dev.convoy.driver.prepare.source.archive;

import dev.convoy.driver.files.UserPath;
import dev.convoy.driver.prepare.source.SourceFailure;
import dev.convoy.driver.prepare.source.SourceImage;
import dev.convoy.driver.prepare.source.SourceItem;
import dev.convoy.driver.prepare.source.SourceItems;
import dev.convoy.driver.prepare.source.SourceOptions;
import dev.convoy.driver.prepare.source.SourcePart;
import dev.convoy.driver.prepare.source.files.FileRead;
import dev.convoy.driver.prepare.source.files.Listing;
import dev.convoy.driver.prepare.source.files.LostImageException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * The records of a SequenceFile whose marks lie in a range of bytes.
 *
 * @param root folder of {@code name}
 * @param split the split that the file's name gives, or null
 */
record SequencePart(String root, String name, long start, long end, String split, SourceOptions options)
        implements SourcePart {
    @Override
    public long bytes() {
        return end - start;
    }

    @Override
    public Optional<String> container() {
        return Optional.of(name);
    }

    @Override
    public SourceItems read(Configuration hadoop) throws IOException {
        UserPath folder = UserPath.of(options.key(), root, hadoop);
        try {
            SequenceRecords records = SequenceRecords.open(folder.files(), Listing.path(folder, name), hadoop);
            return new SourceItems(new RecordReader(records), records);
        } catch (LostImageException e) {
            return SourceItems.of(List.of(rest(e, 0, start)));
        }
    }

    private SourceFailure rest(LostImageException e, long images, long position) {
        return SourceFailure.rest(name, e.getMessage(), images, position - start, end - start);
    }

    private SourceItem item(SequenceRecords records) {
        SequenceKey key = records.key();
        String id = name + "!" + (key.isName() ? key.text() : records.recordId());
        byte[] image = records.value();
        if (image.length == 0) {
            return new SourceFailure(id, "is empty");
        }
        if (image.length > options.maxFileBytes()) {
            return new SourceFailure(
                    id, FileRead.tooLarge(options.maxFileBytes()).getMessage());
        }
        return new SourceImage(id, key.label(), options.group(id), split, image, null);
    }

    private final class RecordReader implements SourceItems.Reader {
        private final SequenceRecords records;
        private boolean started;
        private boolean ended;
        private long images;

        RecordReader(SequenceRecords records) {
            this.records = records;
        }

        @Override
        public SourceItem next() throws IOException {
            if (ended) {
                return null;
            }
            try {
                boolean outside = !started && !records.start(start, end);
                started = true;
                ended = outside || !records.next(end);
                images++;
                return ended ? null : item(records);
            } catch (LostImageException e) {
                ended = true;
                return rest(e, images, records.position());
            }
        }
    }
}
