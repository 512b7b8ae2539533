package dev.convoy.kernel.cudnn.program;

import dev.convoy.kernel.cudnn.device.DeviceBuffer;
import java.util.List;
import org.bytedeco.javacpp.LongPointer;

/** The addresses of several tensors in GPU memory, for kernels with any number of inputs. */
public final class TensorPointers {
    private final Program program;
    private final List<Tensor> tensors;
    private final DeviceBuffer table;

    public TensorPointers(Program program, List<Tensor> tensors) {
        this.program = program;
        this.tensors = List.copyOf(tensors);
        this.table = program.keep((long) tensors.size() * Long.BYTES);
    }

    public List<Tensor> tensors() {
        return tensors;
    }

    /** Returns a launch whose first argument is the table. */
    public Launch launch(String kernel, Tensor like) {
        Launch launch = program.launch(kernel, like).with(table);
        return launch.alsoTouching(tensors.stream().map(Tensor::buffer).toList(), this::fill);
    }

    /** Copies the addresses, which do not change once they are known. */
    private void fill() {
        try (LongPointer addresses = new LongPointer(tensors.size())) {
            for (int i = 0; i < tensors.size(); i++) {
                addresses.put(i, tensors.get(i).buffer().address());
            }
            program.gpu().copyIn(addresses, table.address(), (long) tensors.size() * Long.BYTES);
            program.gpu().await();
        }
    }
}
