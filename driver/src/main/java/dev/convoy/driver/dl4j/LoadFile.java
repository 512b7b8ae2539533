package dev.convoy.driver.dl4j;

import java.io.IOException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import org.deeplearning4j.spark.data.loader.RemoteFileSource;
import org.nd4j.common.loader.Loader;

/** Reads a file with one of Deeplearning4j's loaders. */
record LoadFile<T>(Loader<T> loader, Broadcast<SerializableConfiguration> hadoop) implements Function<String, T> {
    @Override
    public T call(String file) throws IOException {
        Path path = new Path(file);
        return loader.load(
                new RemoteFileSource(file, path.getFileSystem(hadoop.value().value())));
    }
}
