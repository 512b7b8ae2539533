package dev.convoy.driver.rdd;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.dataset.Dataset;
import dev.convoy.driver.dataset.Example;
import dev.convoy.driver.dataset.ShardExport;
import dev.convoy.kernel.graph.Shape;
import java.io.IOException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;

/** The examples of an RDD as files, written when they are first needed; they serve trainings until it is closed. */
public final class RddExport implements AutoCloseable {
    private final JavaRDD<Example> examples;
    private final FileSystem files;
    private final Path folder;
    private Dataset written;
    private Form form;

    private record Form(Shape images, int outputs) {}

    /** @param folder folder to write them to, on a file system that all executors see; it must not exist */
    public RddExport(JavaRDD<Example> examples, Path folder) throws IOException {
        this.examples = examples;
        this.files = folder.getFileSystem(examples.context().hadoopConfiguration());
        // Executors have other working folders.
        this.folder = files.makeQualified(folder);
    }

    /**
     * Returns the files, after writing them if need be.
     *
     * @param images shape of the features
     * @param outputs number of labels of an example
     * @throws InvalidInputException if there are no examples, or one does not fit
     */
    Dataset dataset(Shape images, int outputs) throws IOException {
        Form wanted = new Form(images, outputs);
        if (!wanted.equals(form)) {
            close();
            try {
                files.mkdirs(folder);
                written = ShardExport.write(examples, images, outputs, folder);
                form = wanted;
            } catch (Exception e) {
                // Any exception: Spark throws checked exceptions that its methods do not declare.
                files.delete(folder, true);
                throw e;
            }
        }
        return written;
    }

    /** Removes the files. */
    @Override
    public void close() throws IOException {
        form = null;
        files.delete(folder, true);
    }
}
