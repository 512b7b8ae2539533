package dev.convoy.bench.check;

import dev.convoy.driver.model.BuiltInModel;
import dev.convoy.kernel.OddShapes;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.Network;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.kernel.graph.UnsupportedLayerException;
import dev.convoy.kernel.graph.dl4j.NetworkCompiler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The networks to check, made by Deeplearning4j: the table of the kernels' tests, and the built-in models. */
public final class BuiltInCases {
    private static final int CLASSES = 10;

    private BuiltInCases() {}

    /** Writes the networks to the file given, for a machine without Deeplearning4j. */
    public static void main(String[] arguments) throws IOException {
        CaseFile.write(Path.of(arguments[0]), all());
    }

    public static List<CheckCase> all() {
        return Stream.concat(whole(), OddShapes.all().map(BuiltInCases::small)).toList();
    }

    private static CheckCase small(OddShapes.Case given) {
        return new CheckCase(
                given.name() + " batch " + given.batch(),
                compiled(given.model()),
                given.batch(),
                given.batch(),
                CheckCase.Kind.SMALL);
    }

    private static Stream<CheckCase> whole() {
        Shape small = new Shape(3, 32, 32);
        Shape middle = new Shape(3, 64, 64);
        return Stream.of(
                builtIn(BuiltInModel.RESNET50, middle, 2, 4, CheckCase.Kind.DEEP),
                builtIn(BuiltInModel.MOBILENET_V1, middle, 4, 8, CheckCase.Kind.DEEP),
                builtIn(BuiltInModel.RESNET20, small, 4, 8, CheckCase.Kind.DEEP),
                builtIn(BuiltInModel.VGG_SMALL, small, 3, 3, CheckCase.Kind.SHALLOW),
                builtIn(BuiltInModel.LENET, new Shape(1, 28, 28), 4, 4, CheckCase.Kind.SHALLOW));
    }

    private static CheckCase builtIn(BuiltInModel model, Shape input, int batch, int shortBatch, CheckCase.Kind kind) {
        Network network = compiled(Model.of(model.configuration(CLASSES), input));
        return new CheckCase(model.key(), network, batch, shortBatch, kind);
    }

    private static Network compiled(Model model) {
        try {
            return NetworkCompiler.compile(model);
        } catch (UnsupportedLayerException e) {
            throw new IllegalStateException(e);
        }
    }
}
