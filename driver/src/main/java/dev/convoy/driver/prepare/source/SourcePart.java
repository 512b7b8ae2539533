package dev.convoy.driver.prepare.source;

import java.io.IOException;
import java.io.Serializable;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * A piece of input that one task reads. It is small, and what it yields and in which order depends on the input alone.
 */
public interface SourcePart extends Serializable {
    /** Bytes to read from storage; an estimate where a list names the files. */
    long bytes();

    /** The file that holds all its images; empty if each image is a file. */
    default Optional<String> container() {
        return Optional.empty();
    }

    /**
     * Opens the part. Its files are read while the items are taken.
     *
     * @throws IOException if the storage fails, so that the task is tried again; files that are not what they should be
     *     yield a {@link SourceFailure}
     */
    SourceItems read(Configuration hadoop) throws IOException;
}
