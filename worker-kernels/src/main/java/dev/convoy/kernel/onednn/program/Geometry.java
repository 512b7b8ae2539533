package dev.convoy.kernel.onednn.program;

import dev.convoy.kernel.graph.Window;

/** A window in oneDNN's terms; each array holds height and width. */
public record Geometry(long[] kernel, long[] strides, long[] dilation, long[] paddingBefore, long[] paddingAfter) {
    public static Geometry of(Window window) {
        return new Geometry(
                new long[] {window.kernelHeight(), window.kernelWidth()},
                new long[] {window.strideHeight(), window.strideWidth()},
                // oneDNN counts the skipped taps, Deeplearning4j the distance from tap to tap.
                new long[] {window.dilationHeight() - 1, window.dilationWidth() - 1},
                new long[] {window.padTop(), window.padLeft()},
                new long[] {window.padBottom(), window.padRight()});
    }
}
