/**
 * oneDNN called directly through JavaCPP: the default kernel on x86-64.
 *
 * <p>{@link dev.convoy.kernel.onednn.OneDnnKernel} keeps one compiled {@link dev.convoy.kernel.onednn.Program} per batch
 * size. A program is two flat lists of calls, forward and backward, with every buffer allocated and every argument
 * bound beforehand; one class a primitive family appends to them. Layouts are whatever oneDNN prefers, kept from layer
 * to layer, and reordered only where two neighbours disagree.
 */
package dev.convoy.kernel.onednn;
