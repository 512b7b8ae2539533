package dev.convoy.driver.spark.exchange;

import dev.convoy.worker.WorkerResult;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.apache.spark.serializer.SerializationStream;
import scala.reflect.ClassTag;

/** A stream of keys and {@link SliceRange}s in turn; {@link SliceInput} reads it. */
final class SliceOutput extends SerializationStream {
    private final DataOutputStream out;

    SliceOutput(OutputStream out) {
        this.out = new DataOutputStream(out);
    }

    @Override
    public <T> SerializationStream writeObject(T value, ClassTag<T> tag) {
        try {
            if (value instanceof Integer key) {
                out.writeInt(key);
            } else {
                // If memory is short, Spark writes slices that it has read, for an average, to a file.
                write(value instanceof WorkerSlice read ? SliceRange.of(read) : (SliceRange) value);
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(SliceRange slice) throws IOException {
        out.writeInt(slice.slice());
        write(slice.parameters());
        write(slice.updaterState());
        WorkerResult result = slice.result();
        out.writeLong(result.examples());
        out.writeDouble(result.lossSum());
        out.writeDouble(result.computeSeconds());
        out.writeUTF(result.engine());
    }

    private void write(SliceRange.Range range) throws IOException {
        out.writeUTF(range.whole().type().name());
        out.writeInt(range.bytes());
        range.writeTo(out);
    }

    @Override
    public void flush() {
        try {
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
