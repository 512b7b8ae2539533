package dev.convoy.driver.spark.exchange;

import dev.convoy.base.FlatVector;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.spark.serializer.SerializationStream;
import scala.reflect.ClassTag;

/** A stream of keys and {@link WorkerSlice}s in turn; {@link SliceInput} reads it. */
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
                write((WorkerSlice) value);
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(WorkerSlice slice) throws IOException {
        out.writeInt(slice.slice());
        write(slice.state().parameters());
        write(slice.state().updaterState());
        out.writeLong(slice.examples());
        out.writeDouble(slice.lossSum());
        out.writeDouble(slice.computeSeconds());
        List<String> engines = slice.engines();
        out.writeInt(engines.size());
        for (String engine : engines) {
            out.writeUTF(engine);
        }
    }

    private void write(FlatVector vector) throws IOException {
        out.writeUTF(vector.type().name());
        out.writeInt(vector.bytes().length);
        vector.writeTo(out);
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
