package dev.convoy.kernel.onednn.layer;

import dev.convoy.kernel.graph.LayerSpec.PadOrCrop;
import dev.convoy.kernel.graph.LayerSpec.Upsampling;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.kernel.graph.compile.CompiledLayer;
import dev.convoy.kernel.onednn.program.Floats;
import dev.convoy.kernel.onednn.program.Gradient;
import dev.convoy.kernel.onednn.program.JavaStep;
import dev.convoy.kernel.onednn.program.Layouts;
import dev.convoy.kernel.onednn.program.Program;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.data_type;

/** Moves values within their plane only: zero padding, cropping, upsampling. It works in Java, in row-major order. */
final class OneDnnGather implements CompiledLayer.Single<memory, Gradient> {
    private static final int OUTSIDE = -1;

    private final Program program;
    private final int inputPlane;
    private final memory.desc inputLayout;
    private final memory.desc outputLayout;
    /** For each position of an output plane, the position of the input plane that it copies. */
    private final int[] places;

    private OneDnnGather(Program program, Shape input, Shape output, int size, Origin origin) {
        this.program = program;
        this.inputPlane = input.height() * input.width();
        this.inputLayout = Layouts.image(size, input, data_type.f32);
        this.outputLayout = Layouts.image(size, output, data_type.f32);
        this.places = new int[output.height() * output.width()];
        for (int i = 0; i < places.length; i++) {
            int row = origin.row(i / output.width());
            int column = origin.column(i % output.width());
            boolean inside = row >= 0 && row < input.height() && column >= 0 && column < input.width();
            places[i] = inside ? row * input.width() + column : OUTSIDE;
        }
    }

    /** Maps an output's row and column to the input's. */
    private interface Origin {
        int row(int outputRow);

        int column(int outputColumn);
    }

    private record Shift(int top, int left) implements Origin {
        @Override
        public int row(int outputRow) {
            return outputRow - top;
        }

        @Override
        public int column(int outputColumn) {
            return outputColumn - left;
        }
    }

    private record Repeat(int rows, int columns) implements Origin {
        @Override
        public int row(int outputRow) {
            return outputRow / rows;
        }

        @Override
        public int column(int outputColumn) {
            return outputColumn / columns;
        }
    }

    static OneDnnGather of(Program program, PadOrCrop spec, int size) {
        return new OneDnnGather(program, spec.input(), spec.output(), size, new Shift(spec.top(), spec.left()));
    }

    static OneDnnGather of(Program program, Upsampling spec, int size) {
        return new OneDnnGather(program, spec.input(), spec.output(), size, new Repeat(spec.rows(), spec.columns()));
    }

    @Override
    public memory forward(memory given) {
        memory source = program.reordered(given, inputLayout);
        memory destination = program.allocate(outputLayout);
        Floats from = new Floats(source);
        Floats to = new Floats(destination);
        program.append(new JavaStep(List.of(source, destination), () -> {
            float[] values = from.load();
            for (int i = 0; i < to.values().length; i++) {
                int place = places[i % places.length];
                to.values()[i] = place == OUTSIDE ? 0 : values[i / places.length * inputPlane + place];
            }
            to.store();
        }));
        return destination;
    }

    @Override
    public memory backward(Gradient gradient, boolean needed) {
        if (!needed) {
            return null;
        }
        memory outerGradient = program.reordered(gradient.memory(), outputLayout);
        memory before = program.allocate(inputLayout);
        Floats from = new Floats(outerGradient);
        Floats to = new Floats(before);
        program.append(new JavaStep(List.of(outerGradient, before), () -> {
            float[] values = from.load();
            Arrays.fill(to.values(), 0);
            for (int i = 0; i < values.length; i++) {
                int place = places[i % places.length];
                if (place != OUTSIDE) {
                    to.values()[i / places.length * inputPlane + place] += values[i];
                }
            }
            to.store();
        }));
        return before;
    }
}
