package dev.convoy.kernel.graph.dl4j;

import dev.convoy.kernel.graph.LayerInfo;
import dev.convoy.kernel.graph.LayerSpec;
import dev.convoy.kernel.graph.LayerSpec.Concatenation;
import dev.convoy.kernel.graph.LayerSpec.ElementWise;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.kernel.graph.UnsupportedLayerException;
import java.util.List;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;

/** Translates vertices that are not layers. */
final class VertexTranslation {
    private VertexTranslation() {}

    static LayerSpec of(GraphVertex vertex, LayerInfo row) throws UnsupportedLayerException {
        List<Shape> shapes = row.shapes();
        // The class must match exactly: a subclass may compute something else.
        if (vertex.getClass() == ElementWiseVertex.class) {
            ElementWiseVertex elementWise = (ElementWiseVertex) vertex;
            if (!shapes.stream().allMatch(row.output()::equals)) {
                throw new UnsupportedLayerException(row.name(), "inputs of different shapes, " + shapes);
            }
            if (elementWise.getOp() == ElementWiseVertex.Op.Subtract && shapes.size() != 2) {
                throw new UnsupportedLayerException(row.name(), "a difference of " + shapes.size() + " inputs");
            }
            return new ElementWise(
                    row.name(),
                    row.output(),
                    switch (elementWise.getOp()) {
                        case Add -> ElementWise.Operation.ADD;
                        case Subtract -> ElementWise.Operation.SUBTRACT;
                        case Product -> ElementWise.Operation.PRODUCT;
                        case Average -> ElementWise.Operation.AVERAGE;
                        case Max -> ElementWise.Operation.MAX;
                    },
                    shapes.size());
        }
        int channels = shapes.stream().mapToInt(Shape::channels).sum();
        if (vertex.getClass() == MergeVertex.class
                && ((MergeVertex) vertex).getMergeAxis() == 1
                && channels == row.output().channels()) {
            return new Concatenation(row.name(), shapes, row.output());
        }
        throw new UnsupportedLayerException(row.name(), "type " + row.kind());
    }
}
