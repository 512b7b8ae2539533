package dev.convoy.driver.prepare.source.archive;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.prepare.source.files.FileRead;
import dev.convoy.driver.prepare.source.files.HiddenNames;
import dev.convoy.driver.prepare.source.files.LostImageException;
import dev.convoy.driver.prepare.source.files.StorageException;
import dev.convoy.driver.prepare.source.files.StorageInput;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The visible files inside a tar archive, gzipped or not, from first to last. */
final class TarMembers implements Closeable {
    private static final int BUFFER_BYTES = 1 << 16;

    /** More than any program fills up the last block of an archive with. */
    private static final long MAX_PADDING_BYTES = 1L << 20;

    private final FSDataInputStream file;
    private final long length;
    private final boolean zipped;
    private final MarkedTar tar;
    private String last = "";

    /**
     * One file.
     *
     * @param name path inside the archive, without a slash or ./ at its start
     * @param size bytes, or -1 for a link
     */
    record Member(String name, long size) {
        boolean isLink() {
            return size < 0;
        }
    }

    @FunctionalInterface
    private interface Step<T> {
        T call() throws IOException;
    }

    /** Knows whether the archive's end was marked. */
    private static final class MarkedTar extends TarArchiveInputStream {
        private boolean marked;

        MarkedTar(InputStream in) {
            super(in, StandardCharsets.UTF_8.name());
        }

        @Override
        protected boolean isEOFRecord(byte[] block) {
            boolean end = super.isEOFRecord(block);
            marked |= end && block != null;
            return end;
        }
    }

    private TarMembers(FSDataInputStream file, long length) throws IOException {
        this.file = file;
        this.length = length;
        BufferedInputStream in = new BufferedInputStream(file, BUFFER_BYTES);
        in.mark(2);
        this.zipped = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        this.tar = new MarkedTar(
                zipped ? new BufferedInputStream(new GZIPInputStream(in, BUFFER_BYTES), BUFFER_BYTES) : in);
    }

    /**
     * @param length bytes of the file
     * @throws LostImageException if it is gzipped and its start is damaged
     */
    static TarMembers open(FileSystem files, Path path, long length) throws IOException, LostImageException {
        FSDataInputStream file = StorageInput.open(files, path);
        try {
            return watched("is damaged at its start", () -> new TarMembers(file, length));
        } catch (IOException | LostImageException e) {
            file.close();
            throw e;
        }
    }

    /**
     * Goes to the next file.
     *
     * @return null after the last
     * @throws LostImageException if the archive is damaged, so that the rest of it is lost
     */
    Member next() throws IOException, LostImageException {
        return damaged(() -> {
            for (TarArchiveEntry entry; (entry = tar.getNextTarEntry()) != null; ) {
                if (!entry.isCheckSumOK()) {
                    throw new IOException("a header has the wrong checksum");
                }
                String name = entry.getName().replaceFirst("^(\\.?/+)+", "");
                boolean link = entry.isLink() || entry.isSymbolicLink();
                boolean special = entry.isCharacterDevice() || entry.isBlockDevice() || entry.isFIFO();
                if (!entry.isDirectory() && !special && !HiddenNames.containPartOf(name)) {
                    last = name;
                    return new Member(name, link ? -1 : entry.getSize());
                }
            }
            requireEnd();
            return null;
        });
    }

    /** A gzipped file knows its own end. */
    private void requireEnd() throws IOException {
        // Throws what the decompressor took for the end.
        long position = file.getPos();
        if (!zipped && !tar.marked) {
            throw new IOException("the mark at its end is missing");
        }
        if (!zipped && length - position > MAX_PADDING_BYTES) {
            throw new IOException("more follows the mark at its end, as if archives had been appended");
        }
    }

    /**
     * Reads the file that {@link #next} returned.
     *
     * @param most bytes to read at most
     */
    byte[] content(Member member, int most) throws IOException, LostImageException {
        return damaged(() -> {
            int wanted = (int) Math.min(member.size(), most);
            byte[] content = tar.readNBytes(wanted);
            if (content.length < wanted) {
                throw new IOException("it ends too early");
            }
            return content;
        });
    }

    /** Bytes of the archive that were read so far, more or less. */
    long position() throws IOException {
        return file.getPos();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private <T> T damaged(Step<T> step) throws IOException, LostImageException {
        return watched(
                last.isEmpty()
                        ? "is damaged at its start"
                        : "is damaged in or after " + InvalidInputException.printable(last),
                step);
    }

    /** Takes exceptions for damage, except those of storage. */
    private static <T> T watched(String reason, Step<T> step) throws IOException, LostImageException {
        try {
            return step.call();
        } catch (IOException | RuntimeException e) {
            StorageException.rethrowFrom(e);
            throw new LostImageException(reason + ": " + FileRead.firstLine(e), e);
        }
    }
}
