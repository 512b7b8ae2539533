package dev.convoy.kernel.cudnn;

import dev.convoy.driver.model.BuiltInModel;
import dev.convoy.kernel.OddShapes;
import dev.convoy.kernel.graph.*;
import java.io.*;
import java.util.*;

/** Here, with Deeplearning4j: writes cases.bin (for CudnnCheck) and bench.bin (for CudnnBench). */
public final class CaseWriter {
    public static void main(String[] args) throws Exception {
        List<Case> cases = new ArrayList<>();
        for (OddShapes.Case one : OddShapes.all().toList()) cases.add(new Case(one.name(), NetworkCompiler.compile(one.model()), one.batch(), one.seed()));
        cases.add(builtIn("lenet", new Shape(1, 28, 28), 10, 5));
        cases.add(builtIn("vgg-small", new Shape(3, 32, 32), 10, 3));
        cases.add(builtIn("resnet20", new Shape(3, 32, 32), 10, 4));
        cases.add(builtIn("mobilenet-v1", new Shape(3, 64, 64), 10, 2));
        cases.add(builtIn("resnet50", new Shape(3, 64, 64), 10, 2));
        write(args[0], cases);
        write(args[1], List.of(
                builtIn("resnet50", new Shape(3, 224, 224), 1000, 128),
                builtIn("vgg-small", new Shape(3, 32, 32), 10, 512)));
    }

    private static Case builtIn(String name, Shape shape, int classes, int batch) throws Exception {
        Model model = Model.check(BuiltInModel.named(name).orElseThrow().configuration(classes), shape);
        return new Case(name, NetworkCompiler.compile(model), batch, 77);
    }

    private static void write(String file, List<Case> cases) throws Exception {
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(new FileOutputStream(file)))) { Codec.write(out, cases); }
        System.out.println(cases.size() + " cases to " + file);
    }
}
