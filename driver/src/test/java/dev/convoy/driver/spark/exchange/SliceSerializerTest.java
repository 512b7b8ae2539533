package dev.convoy.driver.spark.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.FlatVector;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.WorkerResult;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.lang3.SerializationUtils;
import org.apache.spark.serializer.SerializerInstance;
import org.junit.jupiter.api.Test;
import scala.Tuple2;
import scala.collection.JavaConverters;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

class SliceSerializerTest {
    private static final ClassTag<Object> ANY = ClassTag$.MODULE$.apply(Object.class);

    private final SerializerInstance instance =
            SerializationUtils.clone(new SliceSerializer()).newInstance();

    @Test
    void slicesAreReadAsTheyWereWritten() {
        List<WorkerSlice> written = List.of(
                new WorkerSlice(
                        3,
                        new ModelState(FlatVector.of(1.5f, Float.NaN, -0f), FlatVector.of(new float[0])),
                        7,
                        0.1,
                        2.5,
                        "onednn"),
                new WorkerSlice(
                        4,
                        new ModelState(FlatVector.of(Math.PI), FlatVector.of(new double[100_000])),
                        0,
                        Double.NaN,
                        0,
                        "cudnn"));

        List<Tuple2<Object, Object>> read = read(bytes(written));

        assertThat(read).hasSize(2);
        for (int i = 0; i < written.size(); i++) {
            assertThat(read.get(i)._1()).isEqualTo(i);
            assertThat(SerializationUtils.serialize((WorkerSlice) read.get(i)._2()))
                    .isEqualTo(SerializationUtils.serialize(written.get(i)));
        }
    }

    /** A task writes parts of a whole result; Spark may read them back and write them again. */
    @Test
    void partsOfAResultAreReadAsSlices() {
        ModelState state = new ModelState(FlatVector.of(1f, 2f, 3f, 4f), FlatVector.of(5f, 6f, 7f));
        WorkerResult result = new WorkerResult(state, 9, 0.5, 1.5, "onednn");
        Slicing slicing = new Slicing(3, 1, 4, List.of());
        List<SliceRange> parts = IntStream.range(0, 3)
                .mapToObj(slice -> slicing.slice(slice, result))
                .toList();

        List<Tuple2<Object, Object>> read = read(bytes(parts));
        List<Tuple2<Object, Object>> again =
                read(bytes(read.stream().map(Tuple2::_2).toList()));
        for (int i = 0; i < parts.size(); i++) {
            byte[] copy = SerializationUtils.serialize(parts.get(i).copy());
            assertThat(SerializationUtils.serialize((WorkerSlice) read.get(i)._2()))
                    .isEqualTo(copy);
            assertThat(SerializationUtils.serialize((WorkerSlice) again.get(i)._2()))
                    .isEqualTo(copy);
        }
    }

    @Test
    void aStreamWithoutSlicesIsEmpty() {
        assertThat(read(new byte[0])).isEmpty();
    }

    /** Spark takes the end of a stream for the end of its slices: a worker's part would be missing from the average. */
    @Test
    void aSliceThatIsCutOffIsAnError() {
        ModelState state = new ModelState(FlatVector.of(1f, 2f), FlatVector.of(3f));
        byte[] bytes = bytes(List.of(new WorkerSlice(0, state, 1, 0, 0, "engine")));
        for (int length = Integer.BYTES; length < bytes.length; length++) {
            byte[] part = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> read(part)).hasMessageContaining("must be whole");
        }
    }

    private byte[] bytes(List<?> slices) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        var stream = instance.serializeStream(bytes);
        for (int key = 0; key < slices.size(); key++) {
            stream.writeKey(key, ANY).writeValue((Object) slices.get(key), ANY);
        }
        stream.close();
        return bytes.toByteArray();
    }

    private List<Tuple2<Object, Object>> read(byte[] bytes) {
        List<Tuple2<Object, Object>> read = new ArrayList<>();
        JavaConverters.asJavaIterator(instance.deserializeStream(new ByteArrayInputStream(bytes))
                        .asKeyValueIterator())
                .forEachRemaining(read::add);
        return read;
    }
}
