package dev.convoy.kernel.cudnn;

import org.bytedeco.javacpp.Pointer;

/** The flattened parameters and their gradient on the card, float32. */
final class Vectors implements AutoCloseable {
    private final Card card;
    private final long bytes;
    private final long parameters;
    private final long gradient;

    /** @param length values in each */
    Vectors(Card card, long length) {
        this.card = card;
        this.bytes = length * Float.BYTES;
        this.parameters = card.allocate(bytes);
        try {
            this.gradient = card.allocate(bytes);
        } catch (CudaFailure e) {
            card.free(parameters);
            throw e;
        }
    }

    Buffer parameters(long offset) {
        return Buffer.at(parameters + offset * Float.BYTES);
    }

    Buffer gradient(long offset) {
        return Buffer.at(gradient + offset * Float.BYTES);
    }

    void load(Pointer from) {
        card.copyIn(from, parameters, bytes);
    }

    void storeParameters(Pointer to) {
        card.copyOut(parameters, to, bytes);
    }

    void storeGradient(Pointer to) {
        card.copyOut(gradient, to, bytes);
    }

    /** What no layer writes has no gradient. */
    void clearGradient() {
        card.clear(gradient, bytes);
    }

    @Override
    public void close() {
        card.free(gradient);
        card.free(parameters);
    }
}
