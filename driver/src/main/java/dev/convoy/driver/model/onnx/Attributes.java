package dev.convoy.driver.model.onnx;

import dev.convoy.kernel.graph.Window;
import java.util.List;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.AttributeProto.AttributeType;
import org.nd4j.shade.protobuf.ByteString;

/** Creates attributes of nodes. */
final class Attributes {
    private Attributes() {}

    static AttributeProto of(String name, long value) {
        return named(name).setType(AttributeType.INT).setI(value).build();
    }

    static AttributeProto of(String name, double value) {
        return named(name).setType(AttributeType.FLOAT).setF((float) value).build();
    }

    static AttributeProto of(String name, String value) {
        return named(name)
                .setType(AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value))
                .build();
    }

    static AttributeProto ofAll(String name, long... values) {
        AttributeProto.Builder attribute = named(name).setType(AttributeType.INTS);
        for (long value : values) {
            attribute.addInts(value);
        }
        return attribute.build();
    }

    static List<AttributeProto> kernelStridesPads(Window window) {
        return List.of(
                ofAll("kernel_shape", window.kernelHeight(), window.kernelWidth()),
                ofAll("strides", window.strideHeight(), window.strideWidth()),
                ofAll("pads", window.padTop(), window.padLeft(), window.padBottom(), window.padRight()));
    }

    static AttributeProto dilations(Window window) {
        return ofAll("dilations", window.dilationHeight(), window.dilationWidth());
    }

    private static AttributeProto.Builder named(String name) {
        return AttributeProto.newBuilder().setName(name);
    }
}
