package dev.convoy.driver.prepare.source.table;

import dev.convoy.driver.prepare.source.files.FileRead;
import dev.convoy.driver.prepare.source.files.LostImageException;
import dev.convoy.driver.prepare.source.files.StorageException;
import dev.convoy.driver.prepare.source.files.StorageInput;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopStreams;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/** A Parquet file whose damage can be told from failures of storage. */
public record ParquetInput(FileSystem files, Path path) implements InputFile {
    /**
     * Opens the file and reads its footer.
     *
     * @throws LostImageException if the footer is damaged
     */
    public ParquetFileReader open(Configuration hadoop) throws IOException, LostImageException {
        try {
            return ParquetFileReader.open(
                    this,
                    HadoopReadOptions.builder(hadoop)
                            .usePageChecksumVerification(true)
                            .build());
        } catch (IOException | RuntimeException e) {
            throw damaged("is damaged", e);
        }
    }

    /** Returns a reason that is the file's, or throws a failure of storage. */
    public static LostImageException damaged(String reason, Exception e) throws StorageException {
        StorageException.rethrowFrom(e);
        return new LostImageException(reason + ": " + FileRead.firstLine(e), e);
    }

    @Override
    public long getLength() throws IOException {
        return files.getFileStatus(path).getLen();
    }

    @Override
    public SeekableInputStream newStream() throws IOException {
        return HadoopStreams.wrap(StorageInput.open(files, path));
    }

    /** For Parquet's messages. */
    @Override
    public String toString() {
        return path.getName();
    }
}
