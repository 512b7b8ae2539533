package dev.convoy.driver.dataset.parquet;

import java.io.IOException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.parquet.hadoop.util.HadoopStreams;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/** A file for Parquet, in the file system that the caller names. */
record ShardInput(FileSystem files, FileStatus status) implements InputFile {
    @Override
    public long getLength() {
        return status.getLen();
    }

    @Override
    public SeekableInputStream newStream() throws IOException {
        return HadoopStreams.wrap(files.open(status.getPath()));
    }

    /** Returns the path, for Parquet's messages. */
    @Override
    public String toString() {
        return status.getPath().toString();
    }
}
