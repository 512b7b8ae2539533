package dev.convoy.driver.spark;

import dev.convoy.base.InvalidInputException;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.kernel.lookup.KernelLookup;
import java.nio.ByteBuffer;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.serializer.SerializerInstance;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Chooses a kernel for the device that Spark gives this task. Returns the choice or the refusal, because Spark would
 * retry a task that throws; as bytes, because Kryo cannot create records.
 */
record ChooseKernel(String engine, String modelJson, Shape shape, Precision precision)
        implements Function<Integer, byte[]> {
    private static final ClassTag<Object> OBJECT_TAG = ClassTag$.MODULE$.apply(Object.class);

    @Override
    public byte[] call(Integer any) {
        NativeCache.keepApart();
        return serializer().serialize(answer(), OBJECT_TAG).array();
    }

    private Object answer() {
        try {
            return KernelLookup.choose(engine, Model.fromJson(modelJson, shape), precision, TaskDevice.here());
        } catch (InvalidInputException e) {
            return e;
        }
    }

    /** Reads the answer on the driver: a choice or an {@link InvalidInputException}. */
    static Object read(byte[] answer) {
        return serializer().deserialize(ByteBuffer.wrap(answer), OBJECT_TAG);
    }

    private static SerializerInstance serializer() {
        return SparkEnv.get().closureSerializer().newInstance();
    }
}
