package dev.convoy.driver.run;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** A file system whose streams fail, or cannot flush, when it says so. */
public final class FailingStreams extends FilterFileSystem {
    private boolean fails;
    private boolean flushes = true;

    public FailingStreams(RunFolder local) throws IOException {
        super(new LocalFileSystem());
        initialize(local.path().toUri(), new Configuration());
    }

    /** @param now whether streams fail from now on */
    public void fail(boolean now) {
        fails = now;
    }

    public void flush(boolean can) {
        flushes = can;
    }

    @Override
    public FSDataOutputStream create(
            Path file,
            FsPermission permission,
            boolean overwrite,
            int bufferSize,
            short replication,
            long blockSize,
            Progressable progress)
            throws IOException {
        FSDataOutputStream out =
                super.create(file, permission, overwrite, bufferSize, replication, blockSize, progress);
        return new FSDataOutputStream(out, null) {
            @Override
            public void hflush() throws IOException {
                if (fails) {
                    throw new IOException("no data node answers");
                }
                super.hflush();
            }

            @Override
            public void hsync() throws IOException {
                hflush();
            }

            @Override
            public boolean hasCapability(String capability) {
                return flushes;
            }
        };
    }
}
