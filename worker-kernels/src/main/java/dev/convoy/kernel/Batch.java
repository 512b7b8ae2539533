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
 */
public record Batch(int size, Features features, float[] labels, long seed) {
    /** @param features {@code size × channels × height × width}, row-major, already normalized */
    public Batch(int size, float[] features, float[] labels, long seed) {
        this(size, new FloatFeatures(features), labels, seed);
    }
}
