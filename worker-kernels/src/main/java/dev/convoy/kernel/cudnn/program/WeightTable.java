package dev.convoy.kernel.cudnn.program;

import dev.convoy.kernel.cudnn.device.DeviceBuffer;
import dev.convoy.kernel.cudnn.device.EnumOrdinals;
import dev.convoy.kernel.graph.Filter;
import dev.convoy.kernel.graph.compile.ArenaPlan;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;

/**
 * All weights that one launch converts between the flattened vector and the layout and type that the layers compute
 * with: {@code [output][row][column][input of its group]}.
 */
final class WeightTable {
    /** Number of values that one block converts. */
    private static final int PIECE_VALUES = 4096;
    /** Bytes of the structs Weights and Piece in the kernels' source. */
    private static final int ENTRY_BYTES = 112;

    private static final int PIECE_BYTES = 8;

    private final Program program;
    private final List<Entry> entries = new ArrayList<>();

    WeightTable(Program program) {
        this.program = program;
    }

    /** Number of values along each axis but the outputs'. */
    record Extents(int inputs, int rows, int columns) {
        private int count() {
            return inputs * rows * columns;
        }
    }

    /**
     * The rows and columns of the vector's weights that are inputs of one tap of the converted ones.
     *
     * @param top rows of the first tap before the vector's first row
     * @param left columns of the first tap before the vector's first column
     */
    record Patch(int height, int width, int top, int left) {
        static final Patch NONE = new Patch(1, 1, 0, 0);
    }

    /**
     * One layer's weights.
     *
     * @param buffer their converted values, with zeros for those that the vector does not have
     * @param converted extents of the converted values
     * @param given extents in the vector
     */
    record Entry(Filter filter, DeviceBuffer buffer, Outputs outputs, Extents converted, Extents given, Patch patch) {
        /** Number of outputs of all groups, and of one. */
        record Outputs(int all, int ofGroup) {}

        /** Neighbouring values of the vector, in their order. */
        static Entry linear(long offset, DeviceBuffer buffer, int count) {
            Extents one = new Extents(1, 1, 1);
            return new Entry(
                    new Filter(offset, new long[] {0, 1, 0, 0, 0}, Filter.NO_BIAS),
                    buffer,
                    new Outputs(count, count),
                    one,
                    one,
                    Patch.NONE);
        }

        private Order order() {
            long[] strides = filter.strides();
            boolean same = converted.equals(given) && patch.equals(Patch.NONE);
            boolean contiguous = (outputs.ofGroup() == 1 || strides[1] == given.count())
                    && (outputs.all() == outputs.ofGroup() || strides[0] == (long) outputs.ofGroup() * given.count());
            int area = given.rows() * given.columns();
            if (!same || !contiguous || (given.inputs() > 1 && strides[2] != area)) {
                return Order.OTHER;
            }
            if (area == 1) {
                return Order.SAME;
            }
            boolean rows = given.rows() == 1 || strides[3] == given.columns();
            boolean columns = given.columns() == 1 || strides[4] == 1;
            return rows && columns ? Order.INPUTS_FIRST : Order.OTHER;
        }

        private int count() {
            return outputs.all() * converted.count();
        }

        private int pieces() {
            return (count() + PIECE_VALUES - 1) / PIECE_VALUES;
        }

        private void write(ByteBuffer table) {
            table.putLong(filter.weightsOffset());
            for (long stride : filter.strides()) {
                table.putLong(stride);
            }
            table.putLong(buffer.address())
                    .putInt(count())
                    .putInt(outputs.ofGroup())
                    .putInt(converted.inputs())
                    .putInt(converted.rows())
                    .putInt(converted.columns())
                    .putInt(given.inputs())
                    .putInt(given.rows())
                    .putInt(given.columns())
                    .putInt(patch.height())
                    .putInt(patch.width())
                    .putInt(patch.top())
                    .putInt(patch.left())
                    .putInt(EnumOrdinals.of(order()))
                    .putInt(0);
        }
    }

    /** How the weights lie in the vector, in the order of the kernels' source. */
    private enum Order {
        SAME,
        /** {@code [output][input][row][column]}. */
        INPUTS_FIRST,
        OTHER
    }

    void add(Entry entry) {
        entries.add(entry);
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Returns the parameter at which each converted buffer begins. */
    Map<ArenaPlan.Slot, Long> offsets() {
        Map<ArenaPlan.Slot, Long> offsets = new HashMap<>();
        entries.forEach(
                entry -> offsets.put(entry.buffer().slot(), entry.filter().weightsOffset()));
        return offsets;
    }

    /** Returns the weights in a range of the vector. */
    WeightTable between(long from, long to) {
        WeightTable some = new WeightTable(program);
        entries.stream()
                .filter(entry ->
                        entry.filter().weightsOffset() >= from && entry.filter().weightsOffset() < to)
                .forEach(some::add);
        return some;
    }

    /**
     * Returns the launch that converts all of them.
     *
     * @param vector the flattened vector
     */
    Launch launch(String kernel, DeviceBuffer vector) {
        int pieces = entries.stream().mapToInt(Entry::pieces).sum();
        DeviceBuffer table = program.keep((long) entries.size() * ENTRY_BYTES);
        DeviceBuffer parts = program.keep((long) pieces * PIECE_BYTES);
        return program.launch(kernel)
                .blocks(pieces, 1, Launch.THREADS, 1)
                .with(vector)
                .with(table)
                .with(parts)
                .with(PIECE_VALUES)
                .alsoTouching(entries.stream().map(Entry::buffer).toList(), () -> fill(table, parts, pieces));
    }

    /** Copies both tables to the GPU once the buffers have addresses. */
    private void fill(DeviceBuffer table, DeviceBuffer parts, int pieces) {
        ByteBuffer all = buffer(entries.size() * ENTRY_BYTES);
        ByteBuffer each = buffer(pieces * PIECE_BYTES);
        for (int i = 0; i < entries.size(); i++) {
            entries.get(i).write(all);
            for (int from = 0; from < entries.get(i).count(); from += PIECE_VALUES) {
                each.putInt(i).putInt(from);
            }
        }
        try (BytePointer whole = new BytePointer(all.flip());
                BytePointer split = new BytePointer(each.flip())) {
            program.gpu().copyIn(whole, table.address(), all.capacity());
            program.gpu().copyIn(split, parts.address(), each.capacity());
            program.gpu().await();
        }
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
