package dev.convoy.driver.prepare.source.files;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PositionedReadable;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.Seekable;

/** Local files whose storage fails from some byte on, which {@code flaky.bytes} gives. */
public final class FlakyFileSystem extends RawLocalFileSystem {
    private static final String BYTES = "flaky.bytes";

    /** Returns a configuration in which {@code flaky:} is this file system. */
    public static Configuration configuration(long bytes) {
        Configuration hadoop = new Configuration();
        hadoop.set("fs.flaky.impl", FlakyFileSystem.class.getName());
        hadoop.set("fs.flaky.impl.disable.cache", "true");
        hadoop.setLong(BYTES, bytes);
        return hadoop;
    }

    @Override
    public URI getUri() {
        return URI.create("flaky:///");
    }

    @Override
    public FSDataInputStream open(Path path, int bufferBytes) throws IOException {
        return new FSDataInputStream(
                new Flaky(super.open(path, bufferBytes), getConf().getLong(BYTES, 0)));
    }

    private static final class Flaky extends InputStream implements Seekable, PositionedReadable {
        private final FSDataInputStream in;
        private final long bytes;

        Flaky(FSDataInputStream in, long bytes) {
            this.in = in;
            this.bytes = bytes;
        }

        @Override
        public int read() throws IOException {
            fail(in.getPos());
            return in.read();
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            fail(in.getPos() + length - 1);
            return in.read(to, offset, length);
        }

        @Override
        public int read(long position, byte[] to, int offset, int length) throws IOException {
            fail(position + length - 1);
            return in.read(position, to, offset, length);
        }

        @Override
        public void readFully(long position, byte[] to, int offset, int length) throws IOException {
            fail(position + length - 1);
            in.readFully(position, to, offset, length);
        }

        @Override
        public void readFully(long position, byte[] to) throws IOException {
            readFully(position, to, 0, to.length);
        }

        /** Fails for a read that would go on behind the limit, unless the file ends before it. */
        private void fail(long last) throws IOException {
            if (last >= bytes && in.getPos() + in.available() > bytes) {
                throw new IOException("the datanode is gone");
            }
        }

        @Override
        public void seek(long position) throws IOException {
            in.seek(position);
        }

        @Override
        public long getPos() throws IOException {
            return in.getPos();
        }

        @Override
        public boolean seekToNewSource(long position) {
            return false;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
