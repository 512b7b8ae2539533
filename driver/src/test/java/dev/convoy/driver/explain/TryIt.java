package dev.convoy.driver.explain;

import dev.convoy.driver.model.BuiltInModel;
import dev.convoy.kernel.graph.Shape;
import java.nio.file.*;
import java.util.*;
import org.junit.jupiter.api.Test;

class TryIt {
    @Test
    void pages() throws Exception {
        Files.write(Path.of("/tmp/ex-basics.html"), ExplainPage.html(Optional.empty()));
        for (Object[] c : new Object[][] {
            {BuiltInModel.LENET, new Shape(1, 28, 28), 4},
            {BuiltInModel.RESNET20, new Shape(3, 32, 32), 4},
            {BuiltInModel.MOBILENET_V1, new Shape(3, 64, 64), 4},
            {BuiltInModel.RESNET50, new Shape(3, 224, 224), 4}
        }) {
            long t = System.nanoTime();
            var net = SampleNetworks.of((BuiltInModel) c[0], (Shape) c[1], 5);
            var other = SampleNetworks.of((BuiltInModel) c[0], (Shape) c[1], 6);
            long t2 = System.nanoTime();
            var page = Explainer.with("auto")
                    .explain(
                            net,
                            c[0] == BuiltInModel.RESNET50 ? Optional.empty() : Optional.of(other),
                            SampleNetworks.images((Shape) c[1], (int) c[2]));
            byte[] html = ExplainPage.html(Optional.of(page));
            System.out.println(c[0] + " setup " + (t2 - t) / 1e9 + " explain " + (System.nanoTime() - t2) / 1e9
                    + " s, bytes " + html.length + " kept "
                    + page.nodes().stream().map(n -> n.kept().length).toList());
            Files.write(Path.of("/tmp/ex-" + ((BuiltInModel) c[0]).key() + ".html"), html);
        }
    }
}
