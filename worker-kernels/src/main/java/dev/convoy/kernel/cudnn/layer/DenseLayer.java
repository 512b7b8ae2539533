package dev.convoy.kernel.cudnn.layer;

import dev.convoy.kernel.cudnn.device.DeviceBuffer;
import dev.convoy.kernel.cudnn.device.ElementType;
import dev.convoy.kernel.cudnn.program.BiasActivation;
import dev.convoy.kernel.cudnn.program.ElementwiseFunction;
import dev.convoy.kernel.cudnn.program.MatrixProduct;
import dev.convoy.kernel.cudnn.program.MatrixProduct.Matrix;
import dev.convoy.kernel.cudnn.program.Program;
import dev.convoy.kernel.cudnn.program.Tensor;
import dev.convoy.kernel.graph.Activation;
import dev.convoy.kernel.graph.LayerSpec.Dense;
import dev.convoy.kernel.graph.compile.CompiledLayer;
import java.util.Optional;

/**
 * Dense layer, bias and the fused activation function. cuBLAS stores matrices by column, so for it a row-major matrix
 * is its own transpose: {@code Yᵀ[out][n] = W[out][in] · Xᵀ[in][n]}.
 */
final class DenseLayer implements CompiledLayer.Single<Tensor, Tensor> {
    private final Program program;
    private final Dense spec;
    private final BiasActivation rest;
    private final boolean last;
    private final DeviceBuffer weights;
    private Tensor source;
    private Tensor result;

    /** @param last whether the loss reads the output, which then is float32 */
    DenseLayer(Program program, Dense spec, Optional<Activation> fused, boolean last) {
        this.program = program;
        this.spec = spec;
        this.last = last && fused.isEmpty();
        this.rest = new BiasActivation(program, spec.biasOffset(), ElementwiseFunction.of(fused));
        this.weights = program.type() == ElementType.FLOAT32
                ? program.parameters(spec.weightsOffset())
                : program.converted(spec.weightsOffset(), Math.toIntExact(spec.weights()));
    }

    @Override
    public Tensor forward(Tensor given) {
        source = given;
        result = program.tensor(last ? ElementType.FLOAT32 : program.type(), spec.output());
        program.append(new MatrixProduct(program, weights(), true, rows(source), false, rows(result)));
        if (last) {
            rest.addToFloats(result);
        } else {
            rest.forward(result);
        }
        return result;
    }

    @Override
    public Tensor backward(Tensor gradient, boolean needed) {
        Tensor outerGradient = rest.backward(result, gradient);
        Matrix weightsGradient = new Matrix(
                program.gradient(spec.weightsOffset()),
                ElementType.FLOAT32,
                spec.input().size(),
                spec.output().channels());
        program.append(new MatrixProduct(program, rows(source), false, rows(outerGradient), true, weightsGradient));
        if (!needed) {
            return null;
        }
        Tensor before = program.tensor(source.shape());
        program.append(new MatrixProduct(program, weights(), false, rows(outerGradient), false, rows(before)));
        return before;
    }

    private Matrix weights() {
        return new Matrix(
                weights, program.type(), spec.input().size(), spec.output().channels());
    }

    private static Matrix rows(Tensor tensor) {
        return new Matrix(tensor.buffer(), tensor.type(), tensor.shape().size(), tensor.size());
    }
}
