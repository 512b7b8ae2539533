package dev.convoy.kernel.cudnn;

import dev.convoy.base.FlatVector;
import dev.convoy.kernel.DeviceTraining;
import dev.convoy.kernel.cudnn.device.Gpu;
import dev.convoy.kernel.cudnn.device.StagedCopies;
import dev.convoy.kernel.cudnn.device.StagedCopies.Piece;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A round's vectors on their way to the GPU and back: the parameters while the first minibatch is prepared, the optimizer
 * state while its gradient is computed. The virtual machine clears new arrays, which takes as long as copying them;
 * those of the result are made while the GPU computes, and what the first part of the last step completes is copied into
 * them during its second part.
 */
final class RoundCopies implements AutoCloseable {
    private final Gpu gpu;
    private final StagedCopies copies;
    private FlatVector parameters;
    private FlatVector states;
    private ForkJoinTask<byte[]> newParameters;
    private ForkJoinTask<byte[]> newStates;

    RoundCopies(Gpu gpu) {
        this.gpu = gpu;
        this.copies = new StagedCopies(gpu);
    }

    void begin(FlatVector givenParameters, FlatVector givenStates) {
        parameters = givenParameters;
        states = givenStates;
        newParameters = null;
    }

    /** Whether the round has made no step. */
    boolean isUntouched() {
        return newParameters == null;
    }

    FlatVector givenParameters() {
        return parameters;
    }

    FlatVector givenStates() {
        return states;
    }

    /** Starts to copy the parameters; join the result before anything that reads them is put into the stream. */
    ForkJoinTask<?> startParameters(long to) {
        return ForkJoinPool.commonPool().submit(() -> upload(parameters, to));
    }

    /** Copies the state; nothing that is in the stream may use that memory. */
    void uploadStates(long to) {
        newParameters = cleared(parameters);
        newStates = cleared(states);
        copies.upload(states.bytes(), to);
        parameters = null;
        states = null;
    }

    private static ForkJoinTask<byte[]> cleared(FlatVector like) {
        int bytes = like.bytes().length;
        return ForkJoinPool.commonPool().submit(() -> new byte[bytes]);
    }

    /** Copies a vector to the GPU, before all later work in the stream. */
    void upload(FlatVector vector, long to) {
        gpu.use();
        copies.upload(vector.bytes(), to);
    }

    /** Copies the result; what {@code update} changes first while the GPU still computes. */
    DeviceTraining.Trained download(long fromParameters, DeviceUpdate update, DoubleSupplier loss) {
        byte[] parametersEnd = newParameters.join();
        byte[] statesEnd = newStates.join();
        List<Piece> pieces = Stream.concat(
                        Piece.of(update.states(), statesEnd, update::hasSettledStates).stream(),
                        Piece.of(fromParameters, parametersEnd, update::hasSettledParameters).stream())
                .sorted(Comparator.comparing(piece -> !piece.settled()))
                .toList();
        copies.download(pieces, update.settling());
        return new DeviceTraining.Trained(
                new FlatVector(DataType.FLOAT, parametersEnd),
                new FlatVector(DataType.FLOAT, statesEnd),
                loss.getAsDouble());
    }

    @Override
    public void close() {
        copies.close();
    }
}
