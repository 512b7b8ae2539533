package dev.convoy.driver.prepare.source.archive;

import dev.convoy.driver.prepare.source.files.FileRead;
import dev.convoy.driver.prepare.source.files.LostImageException;
import dev.convoy.driver.prepare.source.files.StorageException;
import dev.convoy.driver.prepare.source.files.StorageInput;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.io.IntWritable;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.io.SequenceFile;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.Writable;

/** The records of a SequenceFile, or of a range of it. */
final class SequenceRecords implements Closeable {
    private final FSDataInputStream file;
    private final SequenceFile.Reader reader;
    private final Writable key;
    private final Writable value;
    private long record;
    private int inBlock;

    private SequenceRecords(FSDataInputStream file, long length, Configuration hadoop)
            throws IOException, LostImageException {
        this.file = file;
        this.reader =
                new SequenceFile.Reader(hadoop, SequenceFile.Reader.stream(file), SequenceFile.Reader.length(length));
        this.key = writable(
                "keys",
                reader.getKeyClassName(),
                List.of(new Text(), new BytesWritable(), new IntWritable(), new LongWritable(), NullWritable.get()));
        this.value = writable("values", reader.getValueClassName(), List.of(new BytesWritable(), new Text()));
    }

    /** @throws LostImageException if it is damaged, or has keys or values of other types */
    static SequenceRecords open(FileSystem files, Path path, Configuration hadoop)
            throws IOException, LostImageException {
        long length = files.getFileStatus(path).getLen();
        FSDataInputStream file = StorageInput.open(files, path);
        try {
            return new SequenceRecords(file, length, hadoop);
        } catch (LostImageException e) {
            file.close();
            throw e;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw damaged("is damaged at its start", e);
        }
    }

    private static Writable writable(String what, String name, List<Writable> known) throws LostImageException {
        for (Writable writable : known) {
            if (writable.getClass().getName().equals(name)) {
                return writable;
            }
        }
        throw new LostImageException("has " + what + " of type " + name + ", not "
                + String.join(
                        ", ",
                        known.stream()
                                .map(writable -> writable.getClass().getSimpleName())
                                .toList()));
    }

    /**
     * Goes to the first record of a range. A range has the records after the sync marks that start in it.
     *
     * @return whether a record may follow
     */
    boolean start(long from, long to) throws IOException, LostImageException {
        try {
            if (from > reader.getPosition()) {
                reader.sync(from);
            }
            return reader.getPosition() < to;
        } catch (IOException | RuntimeException e) {
            throw damaged("is damaged after byte " + from, e);
        }
    }

    /**
     * Goes to the next record.
     *
     * @param end the end of the range
     * @return whether there is one
     * @throws LostImageException if the file is damaged
     */
    boolean next(long end) throws IOException, LostImageException {
        long before = position();
        try {
            if (!reader.next(key) || (before >= end && reader.syncSeen())) {
                return false;
            }
            // The position stays while records come out of a compressed block.
            boolean moved = reader.getPosition() != before;
            inBlock = moved ? 0 : inBlock + 1;
            record = moved ? before : record;
            reader.getCurrentValue(value);
            return true;
        } catch (IOException | RuntimeException e) {
            throw damaged("is damaged after byte " + before, e);
        }
    }

    SequenceKey key() {
        return new SequenceKey(
                key instanceof BytesWritable bytes
                        ? new String(bytes.copyBytes(), StandardCharsets.UTF_8)
                        : key instanceof NullWritable ? "" : key.toString());
    }

    /** Where the record starts; a number for it among those of a compressed block follows. */
    String recordId() {
        return record + (inBlock == 0 ? "" : "." + inBlock);
    }

    byte[] value() {
        return value instanceof Text text
                ? Arrays.copyOf(text.getBytes(), text.getLength())
                : ((BytesWritable) value).copyBytes();
    }

    long position() throws IOException {
        return file.getPos();
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }

    private static LostImageException damaged(String reason, Exception e) throws StorageException {
        StorageException.rethrowFrom(e);
        return new LostImageException(reason + ": " + FileRead.firstLine(e), e);
    }
}
