/**
 * oneDNN called directly through JavaCPP: the default kernel on x86-64.
 *
 * <p>{@link dev.convoy.kernel.onednn.OneDnnKernel} keeps one compiled {@link dev.convoy.kernel.onednn.OneDnnNetwork} per
 * batch size. {@link dev.convoy.kernel.onednn.GraphWalk} builds it: one class a primitive family appends its steps to a
 * {@link dev.convoy.kernel.onednn.Program}, forward and then backward, and a {@link
 * dev.convoy.kernel.onednn.MemoryPlan} gives every buffer its place at the end. Layouts are whatever oneDNN prefers, kept
 * from layer to layer, and reordered only where two neighbours disagree. {@code dev.convoy.jobs.bench} looks inside by
 * {@link dev.convoy.kernel.onednn.OneDnnProfile} and {@link dev.convoy.kernel.onednn.MatmulPeak}.
 */
package dev.convoy.kernel.onednn;
