package dev.convoy.driver.spark.exchange;

import dev.convoy.base.FlatVector;
import dev.convoy.worker.ModelState;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.apache.spark.serializer.DeserializationStream;
import org.apache.spark.unsafe.Platform;
import org.nd4j.linalg.api.buffer.DataType;
import scala.reflect.ClassTag;

/** Reads what {@link SliceOutput} wrote. */
final class SliceInput extends DeserializationStream {
    private final DataInputStream in;

    SliceInput(InputStream in) {
        this.in = new DataInputStream(in);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T readKey(ClassTag<T> tag) {
        try {
            return (T) (Integer) in.readInt();
        } catch (IOException e) {
            // Spark takes an EOFException for the end of the stream.
            Platform.throwException(e);
            throw new UncheckedIOException(e);
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T readValue(ClassTag<T> tag) {
        try {
            return (T) slice();
        } catch (EOFException e) {
            throw new UncheckedIOException("a slice in a shuffle must be whole", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Keys and values are read by their own methods only. */
    @Override
    public <T> T readObject(ClassTag<T> tag) {
        throw new UnsupportedOperationException("a stream of slices has keys and values");
    }

    private WorkerSlice slice() throws IOException {
        int slice = in.readInt();
        ModelState state = new ModelState(vector(), vector());
        long examples = in.readLong();
        double lossSum = in.readDouble();
        double computeSeconds = in.readDouble();
        return new WorkerSlice(slice, state, examples, lossSum, computeSeconds, in.readUTF());
    }

    private FlatVector vector() throws IOException {
        DataType type = DataType.valueOf(in.readUTF());
        return FlatVector.readFrom(in, type, in.readInt());
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
