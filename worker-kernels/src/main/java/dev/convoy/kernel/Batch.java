package dev.convoy.kernel;

/**
 * One minibatch, ready for a kernel. The arrays may be longer than needed and are reused: only the first {@code size}
 * rows are valid, and only until the next batch is filled.
 *
 * @param size number of examples, at least 1
 * @param features of at least {@code size} examples
 * @param labels {@code size × outputs}, row-major: one-hot or any distribution over the classes
 * @param seed the only source of randomness for this minibatch (dropout masks), derived from the job's seed, the
 *     round, the worker and the step
 * @param updateSize number of examples of the update that this minibatch completes: its own, and those of minibatches
 *     before it whose gradients are added; 0 if more minibatches belong to the update
 */
public record Batch(int size, Features features, float[] labels, long seed, int updateSize) {
    /** Creates a minibatch that is an update of its own. */
    public Batch(int size, Features features, float[] labels, long seed) {
        this(size, features, labels, seed, size);
    }

    /** @param features {@code size × channels × height × width}, row-major, already normalized */
    public Batch(int size, float[] features, float[] labels, long seed) {
        this(size, new FloatFeatures(features), labels, seed);
    }

    /** Returns this minibatch as a part of an update. */
    public Batch completing(int examples) {
        return new Batch(size, features, labels, seed, examples);
    }

    public boolean endsUpdate() {
        return updateSize > 0;
    }
}
