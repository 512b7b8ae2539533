package dev.convoy.kernel.cudnn.program;

import static org.bytedeco.cuda.global.cublas.CUBLASLT_MATMUL_DESC_TRANSA;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_MATMUL_DESC_TRANSB;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_A_BYTES;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_B_BYTES;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_C_BYTES;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_D_BYTES;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_MATMUL_PREF_REDUCTION_SCHEME_MASK;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_REDUCTION_SCHEME_COMPUTE_TYPE;
import static org.bytedeco.cuda.global.cublas.CUBLAS_COMPUTE_32F;
import static org.bytedeco.cuda.global.cublas.CUBLAS_COMPUTE_32F_FAST_TF32;
import static org.bytedeco.cuda.global.cublas.CUBLAS_OP_N;
import static org.bytedeco.cuda.global.cublas.CUBLAS_OP_T;
import static org.bytedeco.cuda.global.cublas.cublasLtMatmul;
import static org.bytedeco.cuda.global.cublas.cublasLtMatmulAlgoGetHeuristic;
import static org.bytedeco.cuda.global.cublas.cublasLtMatmulDescCreate;
import static org.bytedeco.cuda.global.cublas.cublasLtMatmulDescDestroy;
import static org.bytedeco.cuda.global.cublas.cublasLtMatmulDescSetAttribute;
import static org.bytedeco.cuda.global.cublas.cublasLtMatmulPreferenceCreate;
import static org.bytedeco.cuda.global.cublas.cublasLtMatmulPreferenceDestroy;
import static org.bytedeco.cuda.global.cublas.cublasLtMatmulPreferenceSetAttribute;
import static org.bytedeco.cuda.global.cublas.cublasLtMatrixLayoutCreate;
import static org.bytedeco.cuda.global.cublas.cublasLtMatrixLayoutDestroy;
import static org.bytedeco.cuda.global.cudart.CUDA_R_32F;

import dev.convoy.kernel.Precision;
import dev.convoy.kernel.cudnn.device.CudaChecks;
import dev.convoy.kernel.cudnn.device.DeviceAddress;
import dev.convoy.kernel.cudnn.device.DeviceBuffer;
import dev.convoy.kernel.cudnn.device.ElementType;
import java.util.List;
import java.util.Locale;
import org.bytedeco.cuda.cublas.cublasLtMatmulDescOpaque_t;
import org.bytedeco.cuda.cublas.cublasLtMatmulHeuristicResult_t;
import org.bytedeco.cuda.cublas.cublasLtMatmulPreferenceOpaque_t;
import org.bytedeco.cuda.cublas.cublasLtMatrixLayoutOpaque_t;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/** {@code D = op(A) · op(B)} by cuBLASLt, which chooses the algorithm from shapes and alignments when this is made. */
public final class MatrixProduct implements Step {
    private static final long MAX_WORKSPACE_BYTES = 32L << 20;

    private final Program program;
    private final Matrix a;
    private final Matrix b;
    private final Matrix d;
    private final cublasLtMatmulDescOpaque_t description;
    private final cublasLtMatrixLayoutOpaque_t layoutA;
    private final cublasLtMatrixLayoutOpaque_t layoutB;
    private final cublasLtMatrixLayoutOpaque_t layoutD;
    private final cublasLtMatmulHeuristicResult_t choice = new cublasLtMatmulHeuristicResult_t(1);
    private final DeviceBuffer workspace;
    private final FloatPointer one = new FloatPointer(1f);
    private final FloatPointer zero = new FloatPointer(0f);

    /** A matrix stored by column, as in cuBLAS. */
    public record Matrix(DeviceBuffer buffer, ElementType type, long rows, long columns) {}

    public MatrixProduct(Program program, Matrix a, boolean transposeA, Matrix b, boolean transposeB, Matrix d) {
        this.program = program;
        this.a = a;
        this.b = b;
        this.d = d;
        int compute = program.gpu().precision() == Precision.TF32 ? CUBLAS_COMPUTE_32F_FAST_TF32 : CUBLAS_COMPUTE_32F;
        try (PointerPointer<Pointer> made = new PointerPointer<>(1)) {
            CudaChecks.blas(cublasLtMatmulDescCreate(made, compute, CUDA_R_32F), "describing a product");
            this.description = new cublasLtMatmulDescOpaque_t(made.get());
        }
        transpose(CUBLASLT_MATMUL_DESC_TRANSA, transposeA);
        transpose(CUBLASLT_MATMUL_DESC_TRANSB, transposeB);
        this.layoutA = layout(a);
        this.layoutB = layout(b);
        this.layoutD = layout(d);
        choose();
        this.workspace = program.allocate(choice.workspaceSize());
    }

    private void transpose(int attribute, boolean transposed) {
        try (IntPointer operation = new IntPointer(new int[] {transposed ? CUBLAS_OP_T : CUBLAS_OP_N})) {
            CudaChecks.blas(
                    cublasLtMatmulDescSetAttribute(description, attribute, operation, Integer.BYTES),
                    "describing a product");
        }
    }

    private static cublasLtMatrixLayoutOpaque_t layout(Matrix matrix) {
        try (PointerPointer<Pointer> made = new PointerPointer<>(1)) {
            CudaChecks.blas(
                    cublasLtMatrixLayoutCreate(made, matrix.type.blas(), matrix.rows, matrix.columns, matrix.rows),
                    "describing a matrix");
            return new cublasLtMatrixLayoutOpaque_t(made.get());
        }
    }

    /** Chooses the first algorithm that the library recommends among those whose sums have one order. */
    private void choose() {
        cublasLtMatmulPreferenceOpaque_t preference;
        try (PointerPointer<Pointer> made = new PointerPointer<>(1)) {
            CudaChecks.blas(cublasLtMatmulPreferenceCreate(made), "asking for a product's algorithm");
            preference = new cublasLtMatmulPreferenceOpaque_t(made.get());
        }
        try (IntPointer count = new IntPointer(1)) {
            prefer(preference, CUBLASLT_MATMUL_PREF_REDUCTION_SCHEME_MASK, CUBLASLT_REDUCTION_SCHEME_COMPUTE_TYPE, 4);
            prefer(preference, CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES, MAX_WORKSPACE_BYTES, 8);
            prefer(preference, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_A_BYTES, a.buffer.alignment(), 4);
            prefer(preference, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_B_BYTES, b.buffer.alignment(), 4);
            prefer(preference, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_C_BYTES, d.buffer.alignment(), 4);
            prefer(preference, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_D_BYTES, d.buffer.alignment(), 4);
            CudaChecks.blas(
                    cublasLtMatmulAlgoGetHeuristic(
                            program.gpu().blas(),
                            description,
                            layoutA,
                            layoutB,
                            layoutD,
                            layoutD,
                            preference,
                            1,
                            choice,
                            count),
                    asking());
            if (count.get() == 0) {
                throw new IllegalStateException(asking() + " failed: cuBLASLt has none");
            }
        } finally {
            cublasLtMatmulPreferenceDestroy(preference);
        }
    }

    private String asking() {
        return String.format(
                Locale.ROOT, "asking for the algorithm of %d×%d · %d×%d", a.rows, a.columns, b.rows, b.columns);
    }

    /** Sets an attribute; one of four bytes is the lower half of eight. */
    private static void prefer(cublasLtMatmulPreferenceOpaque_t preference, int attribute, long value, int bytes) {
        try (LongPointer given = new LongPointer(new long[] {value})) {
            CudaChecks.blas(
                    cublasLtMatmulPreferenceSetAttribute(preference, attribute, given, bytes),
                    "asking for a product's algorithm");
        }
    }

    @Override
    public List<DeviceBuffer> touches() {
        return List.of(a.buffer, b.buffer, d.buffer, workspace);
    }

    @Override
    public void bind() {
        // Addresses are read at each run.
    }

    @Override
    public void run() {
        DeviceAddress result = new DeviceAddress(d.buffer.address());
        CudaChecks.blas(
                cublasLtMatmul(
                        program.gpu().blas(),
                        description,
                        one,
                        new DeviceAddress(a.buffer.address()),
                        layoutA,
                        new DeviceAddress(b.buffer.address()),
                        layoutB,
                        zero,
                        result,
                        layoutD,
                        result,
                        layoutD,
                        choice.algo(),
                        new DeviceAddress(workspace.address()),
                        choice.workspaceSize(),
                        program.gpu().stream()),
                "multiplying matrices");
    }

    @Override
    public void close() {
        cublasLtMatmulDescDestroy(description);
        List.of(layoutA, layoutB, layoutD).forEach(layout -> cublasLtMatrixLayoutDestroy(layout));
        choice.close();
        one.close();
        zero.close();
    }
}
