package dev.convoy.kernel.cudnn.plan;

import static org.bytedeco.cuda.global.cudnn.CUDNN_TYPE_BACKEND_DESCRIPTOR;
import static org.bytedeco.cuda.global.cudnn.CUDNN_TYPE_BOOLEAN;
import static org.bytedeco.cuda.global.cudnn.CUDNN_TYPE_FLOAT;
import static org.bytedeco.cuda.global.cudnn.CUDNN_TYPE_HANDLE;
import static org.bytedeco.cuda.global.cudnn.CUDNN_TYPE_INT64;
import static org.bytedeco.cuda.global.cudnn.CUDNN_TYPE_VOID_PTR;
import static org.bytedeco.cuda.global.cudnn.cudnnBackendCreateDescriptor;
import static org.bytedeco.cuda.global.cudnn.cudnnBackendDestroyDescriptor;
import static org.bytedeco.cuda.global.cudnn.cudnnBackendFinalize;
import static org.bytedeco.cuda.global.cudnn.cudnnBackendGetAttribute;
import static org.bytedeco.cuda.global.cudnn.cudnnBackendSetAttribute;

import dev.convoy.kernel.cudnn.device.CudaChecks;
import dev.convoy.kernel.cudnn.device.CudaException;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.cuda.cudnn.cudnnBackendDescriptor_t;
import org.bytedeco.cuda.cudnn.cudnnContext;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/** One descriptor of cuDNN's graph interface: it is created, given attributes, finished, and after that only read. */
public final class Descriptor implements AutoCloseable {
    private final cudnnBackendDescriptor_t pointer = new cudnnBackendDescriptor_t();

    /** @param kind one of CUDNN_BACKEND_*_DESCRIPTOR */
    public Descriptor(int kind) {
        CudaChecks.dnn(cudnnBackendCreateDescriptor(kind, pointer), "making a cuDNN descriptor");
    }

    public cudnnBackendDescriptor_t pointer() {
        return pointer;
    }

    public Descriptor longs(int attribute, long... values) {
        try (LongPointer given = new LongPointer(values)) {
            return set(attribute, CUDNN_TYPE_INT64, values.length, given);
        }
    }

    /** @param type one of CUDNN_TYPE_* whose C type is an enumeration */
    Descriptor choice(int attribute, int type, int value) {
        try (IntPointer given = new IntPointer(new int[] {value})) {
            return set(attribute, type, 1, given);
        }
    }

    Descriptor flag(int attribute, boolean value) {
        try (BytePointer given = new BytePointer(new byte[] {(byte) (value ? 1 : 0)})) {
            return set(attribute, CUDNN_TYPE_BOOLEAN, 1, given);
        }
    }

    Descriptor number(int attribute, float value) {
        try (FloatPointer given = new FloatPointer(new float[] {value})) {
            return set(attribute, CUDNN_TYPE_FLOAT, 1, given);
        }
    }

    Descriptor descriptors(int attribute, Descriptor... values) {
        return pointers(attribute, CUDNN_TYPE_BACKEND_DESCRIPTOR, pointers(values));
    }

    Descriptor handle(int attribute, cudnnContext handle) {
        return pointers(attribute, CUDNN_TYPE_HANDLE, handle);
    }

    public Descriptor addresses(int attribute, Pointer... addresses) {
        return pointers(attribute, CUDNN_TYPE_VOID_PTR, addresses);
    }

    private Descriptor pointers(int attribute, int type, Pointer... values) {
        try (PointerPointer<Pointer> given = new PointerPointer<>(values)) {
            return set(attribute, type, values.length, given);
        }
    }

    private static Pointer[] pointers(Descriptor... descriptors) {
        Pointer[] pointers = new Pointer[descriptors.length];
        for (int i = 0; i < pointers.length; i++) {
            pointers[i] = descriptors[i].pointer;
        }
        return pointers;
    }

    private Descriptor set(int attribute, int type, long count, Pointer values) {
        CudaChecks.dnn(
                cudnnBackendSetAttribute(pointer, attribute, type, count, values),
                "setting cuDNN attribute " + attribute);
        return this;
    }

    /** @throws CudaException of an unknown operation if cuDNN cannot do what is described */
    public Descriptor finish() {
        CudaChecks.dnn(cudnnBackendFinalize(pointer), "finishing a cuDNN descriptor");
        return this;
    }

    long getLong(int attribute) {
        try (LongPointer value = new LongPointer(1);
                LongPointer count = new LongPointer(1)) {
            CudaChecks.dnn(
                    cudnnBackendGetAttribute(pointer, attribute, CUDNN_TYPE_INT64, 1, count, value),
                    "reading cuDNN attribute " + attribute);
            return value.get();
        }
    }

    /** @param most the greatest number of values */
    List<Integer> getChoices(int attribute, int type, int most) {
        try (IntPointer values = new IntPointer(most);
                LongPointer count = new LongPointer(1)) {
            CudaChecks.dnn(
                    cudnnBackendGetAttribute(pointer, attribute, type, most, count, values),
                    "reading cuDNN attribute " + attribute);
            List<Integer> choices = new ArrayList<>();
            // A later cuDNN may report more values than requested.
            for (int i = 0; i < Math.min(count.get(), most); i++) {
                choices.add(values.get(i));
            }
            return choices;
        }
    }

    /** Returns the descriptor that an attribute holds; the caller closes it. */
    Descriptor getDescriptor(int attribute, int kind) {
        Descriptor made = new Descriptor(kind);
        try (LongPointer count = new LongPointer(1);
                PointerPointer<Pointer> given = new PointerPointer<>(pointers(made))) {
            CudaChecks.dnn(
                    cudnnBackendGetAttribute(pointer, attribute, CUDNN_TYPE_BACKEND_DESCRIPTOR, 1, count, given),
                    "reading cuDNN attribute " + attribute);
            return made;
        }
    }

    /** Returns all descriptors that an attribute holds; the caller closes them. */
    List<Descriptor> getDescriptors(int attribute, int kind) {
        try (LongPointer count = new LongPointer(1)) {
            CudaChecks.dnn(
                    cudnnBackendGetAttribute(pointer, attribute, CUDNN_TYPE_BACKEND_DESCRIPTOR, 0, count, null),
                    "reading cuDNN attribute " + attribute);
            Descriptor[] made = new Descriptor[Math.toIntExact(count.get())];
            for (int i = 0; i < made.length; i++) {
                made[i] = new Descriptor(kind);
            }
            if (made.length == 0) {
                return List.of();
            }
            try (PointerPointer<Pointer> given = new PointerPointer<>(pointers(made))) {
                CudaChecks.dnn(
                        cudnnBackendGetAttribute(
                                pointer, attribute, CUDNN_TYPE_BACKEND_DESCRIPTOR, made.length, count, given),
                        "reading cuDNN attribute " + attribute);
            }
            return List.of(made).subList(0, Math.toIntExact(count.get()));
        }
    }

    @Override
    public void close() {
        cudnnBackendDestroyDescriptor(pointer);
    }
}
