package dev.convoy.kernel.cudnn.program;

import static org.bytedeco.cuda.global.cudart.cuLaunchKernel;

import dev.convoy.kernel.cudnn.device.CudaChecks;
import dev.convoy.kernel.cudnn.device.DeviceAddress;
import dev.convoy.kernel.cudnn.device.DeviceBuffer;
import dev.convoy.kernel.cudnn.device.Gpu;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.cuda.cudart.CUfunc_st;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/** A kernel of ours with its arguments, in the order of its source. */
public final class Launch implements Step {
    public static final int THREADS = 256;

    /** Enough blocks to fill any GPU; if there are more values, each thread visits several. */
    private static final long MAX_BLOCKS = 1 << 16;

    private final String doing;
    private final CUfunc_st function;
    private final CUstream_st stream;
    private final int[] grid = {1, 1};
    private final int[] block = {THREADS, 1};
    private final List<Object> arguments = new ArrayList<>();
    private final List<DeviceBuffer> others = new ArrayList<>();
    private Runnable preparation = () -> {};
    private LongPointer values;
    private PointerPointer<Pointer> places;

    public Launch(Gpu gpu, String kernel) {
        this.doing = "launching " + kernel;
        this.function = gpu.function(kernel);
        this.stream = gpu.stream();
    }

    /** Uses one thread for each of so many values, or packs of values. */
    public Launch over(long count) {
        return blocks(Math.toIntExact(Math.min((count + THREADS - 1) / THREADS, MAX_BLOCKS)), 1, THREADS, 1);
    }

    public Launch blocks(int width, int height, int blockWidth, int blockHeight) {
        grid[0] = width;
        grid[1] = height;
        block[0] = blockWidth;
        block[1] = blockHeight;
        return this;
    }

    public Launch with(DeviceBuffer buffer) {
        arguments.add(buffer);
        return this;
    }

    /** Passes the buffer, or a null pointer if there is no buffer. */
    public Launch withOrNull(DeviceBuffer buffer) {
        return buffer == null ? with(0L) : with(buffer);
    }

    public Launch with(long number) {
        arguments.add(number);
        return this;
    }

    /** Passes numbers of type int. */
    public Launch with(int... numbers) {
        for (int number : numbers) {
            // A kernel reads as many bytes as its parameter has, and the GPU is little-endian.
            arguments.add((long) number);
        }
        return this;
    }

    public Launch with(float number) {
        arguments.add((long) Float.floatToRawIntBits(number));
        return this;
    }

    public Launch with(double number) {
        arguments.add(Double.doubleToRawLongBits(number));
        return this;
    }

    /**
     * Adds buffers that the kernel also uses, by addresses in memory.
     *
     * @param prepare run once, when the buffers have their addresses
     */
    public Launch alsoTouching(List<DeviceBuffer> buffers, Runnable prepare) {
        others.addAll(buffers);
        preparation = prepare;
        return this;
    }

    @Override
    public List<DeviceBuffer> touches() {
        return Stream.concat(
                        arguments.stream()
                                .filter(DeviceBuffer.class::isInstance)
                                .map(DeviceBuffer.class::cast),
                        others.stream())
                .toList();
    }

    @Override
    public void bind() {
        preparation.run();
        values = new LongPointer(arguments.size());
        places = new PointerPointer<>(arguments.size());
        for (int i = 0; i < arguments.size(); i++) {
            values.put(i, arguments.get(i) instanceof DeviceBuffer buffer ? buffer.address() : (Long) arguments.get(i));
            places.put(i, new DeviceAddress(values.address() + (long) i * Long.BYTES));
        }
    }

    @Override
    public void run() {
        CudaChecks.cuda(
                cuLaunchKernel(
                        function, grid[0], grid[1], 1, block[0], block[1], 1, 0, stream, places, (PointerPointer<?>)
                                null),
                doing);
    }

    @Override
    public void close() {
        if (values != null) {
            values.close();
            places.close();
        }
    }
}
