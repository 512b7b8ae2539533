package dev.convoy.kernel.onednn.layer;

import dev.convoy.kernel.graph.LayerSpec.ElementWise;
import dev.convoy.kernel.graph.compile.CompiledLayer;
import dev.convoy.kernel.onednn.program.Floats;
import dev.convoy.kernel.onednn.program.Gradient;
import dev.convoy.kernel.onednn.program.JavaStep;
import dev.convoy.kernel.onednn.program.Layouts;
import dev.convoy.kernel.onednn.program.Program;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.data_type;

/** The product or maximum of several values, by position. In Java, in row-major order: models seldom use it. */
final class OneDnnProductOrMax implements CompiledLayer<memory, Gradient> {
    private final Program program;
    private final ElementWise spec;
    private final memory.desc layout;
    private List<memory> sources;

    OneDnnProductOrMax(Program program, ElementWise spec, int size) {
        this.program = program;
        this.spec = spec;
        this.layout = Layouts.image(size, spec.output(), data_type.f32);
    }

    @Override
    public memory forward(List<memory> given) {
        sources =
                given.stream().map(source -> program.reordered(source, layout)).toList();
        memory destination = program.allocate(layout);
        List<Floats> from = sources.stream().map(Floats::new).toList();
        Floats to = new Floats(destination);
        program.append(new JavaStep(touched(destination), () -> {
            load(from);
            for (int i = 0; i < to.values().length; i++) {
                to.values()[i] = spec.operation() == ElementWise.Operation.PRODUCT
                        ? product(from, i, from.size())
                        : from.get(greatest(from, i)).values()[i];
            }
            to.store();
        }));
        return destination;
    }

    @Override
    public List<memory> backward(Gradient gradient, List<Boolean> needed) {
        memory outerGradient = program.reordered(gradient.memory(), layout);
        List<Floats> from = sources.stream().map(Floats::new).toList();
        Floats outer = new Floats(outerGradient);
        List<memory> results = new ArrayList<>();
        for (int source = 0; source < sources.size(); source++) {
            results.add(needed.get(source) ? backward(source, from, outer) : null);
        }
        return results;
    }

    private memory backward(int source, List<Floats> from, Floats outer) {
        memory before = program.allocate(layout);
        Floats to = new Floats(before);
        List<memory> touched = new ArrayList<>(touched(before));
        touched.add(outer.memory());
        program.append(new JavaStep(touched, () -> {
            load(from);
            outer.load();
            for (int i = 0; i < to.values().length; i++) {
                to.values()[i] = spec.operation() == ElementWise.Operation.PRODUCT
                        ? outer.values()[i] * product(from, i, source)
                        : greatest(from, i) == source ? outer.values()[i] : 0;
            }
            to.store();
        }));
        return before;
    }

    private List<memory> touched(memory result) {
        List<memory> touched = new ArrayList<>(sources);
        touched.add(result);
        return touched;
    }

    private static void load(List<Floats> all) {
        for (int i = 0; i < all.size(); i++) {
            all.get(i).load();
        }
    }

    /** Returns the product of all sources except {@code without}. */
    private static float product(List<Floats> from, int place, int without) {
        float product = 1;
        for (int i = 0; i < from.size(); i++) {
            product *= i == without ? 1 : from.get(i).values()[place];
        }
        return product;
    }

    /** Returns the index of the greatest value, the first if several are equal. */
    private static int greatest(List<Floats> from, int place) {
        int best = 0;
        for (int i = 1; i < from.size(); i++) {
            best = from.get(i).values()[place] > from.get(best).values()[place] ? i : best;
        }
        return best;
    }
}
