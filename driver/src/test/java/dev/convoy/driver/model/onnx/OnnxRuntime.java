package dev.convoy.driver.model.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.convoy.kernel.Batch;
import dev.convoy.kernel.graph.Shape;
import java.nio.FloatBuffer;
import java.util.Map;
import onnx.Onnx.ModelProto;

/** Runs a model in another implementation. */
final class OnnxRuntime {
    private OnnxRuntime() {}

    /** Returns the outputs for a batch, row-major. */
    static float[] evaluate(ModelProto model, Shape shape, Batch batch) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        float[] features = batch.features().toArray(Math.toIntExact(batch.size() * shape.size()));
        long[] dimensions = {batch.size(), shape.channels(), shape.height(), shape.width()};
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            try (OrtSession session = environment.createSession(model.toByteArray(), options);
                    OnnxTensor images = OnnxTensor.createTensor(environment, FloatBuffer.wrap(features), dimensions);
                    OrtSession.Result result = session.run(Map.of(OnnxModel.INPUT, images))) {
                OnnxTensor outputs = (OnnxTensor) result.get(OnnxModel.OUTPUT).orElseThrow();
                float[] values = new float[outputs.getFloatBuffer().remaining()];
                outputs.getFloatBuffer().get(values);
                return values;
            }
        }
    }
}
