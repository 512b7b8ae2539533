/**
 * oneDNN called directly through JavaCPP: the default kernel on x86-64.
 *
 * <p>{@link dev.convoy.kernel.onednn.OneDnnKernel} keeps one compiled {@link dev.convoy.kernel.onednn.OneDnnNetwork}
 * per batch size. Layouts are those that oneDNN prefers, kept from layer to layer, and reordered only where two
 * neighbours differ.
 */
package dev.convoy.kernel.onednn;
