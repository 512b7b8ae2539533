package dev.convoy.kernel.cudnn;

import dev.convoy.kernel.Batch;
import dev.convoy.kernel.FloatFeatures;
import dev.convoy.kernel.PixelFeatures;
import dev.convoy.kernel.cudnn.device.DeviceBuffer;
import dev.convoy.kernel.cudnn.device.Gpu;
import dev.convoy.kernel.cudnn.device.PinnedUpload;
import dev.convoy.kernel.cudnn.program.ImageLayout;
import dev.convoy.kernel.cudnn.program.Launch;
import dev.convoy.kernel.cudnn.program.Program;
import dev.convoy.kernel.cudnn.program.Tensor;
import dev.convoy.kernel.graph.Shape;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;

/**
 * Brings minibatches to the GPU: seed, labels, and the images. Pixels travel as bytes, a quarter of their features; the
 * GPU looks up the features, in the same table as the CPU.
 */
final class MinibatchUpload implements AutoCloseable {
    /** Number of values of a pixel. */
    private static final int LEVELS = 256;

    private final Gpu gpu;
    private final ImageLayout layout;
    private final Shape shape;
    private final Tensor images;
    private final int labelCount;
    private final PinnedUpload feed;

    /**
     * @param images receives the examples, in this layout
     * @param labelCount number of labels of a minibatch
     */
    MinibatchUpload(Gpu gpu, ImageLayout layout, Tensor images, int labelCount) {
        this.gpu = gpu;
        this.layout = layout;
        this.shape = layout.given();
        this.images = images;
        this.labelCount = labelCount;
        this.feed = new PinnedUpload(gpu, bytes(shape, images.size(), labelCount));
    }

    /** Returns the bytes of the seed and the labels, in this order. */
    static long headBytes(int labelCount) {
        return Long.BYTES + (long) labelCount * Float.BYTES;
    }

    /** Returns the most bytes that a minibatch has: the head, the tables of the pixels' features, and the images. */
    static long bytes(Shape shape, int size, int labelCount) {
        return headBytes(labelCount) + tableBytes(shape) + size * shape.size() * Float.BYTES;
    }

    private static long tableBytes(Shape shape) {
        return (long) shape.channels() * LEVELS * Float.BYTES;
    }

    /**
     * Copies a minibatch; all later work in the GPU's stream waits for it.
     *
     * @param head receives the seed and the labels
     */
    void send(Batch batch, DeviceBuffer head) {
        BytePointer host = feed.next();
        new LongPointer(host).put(batch.seed());
        new FloatPointer(host.getPointer(Long.BYTES)).put(batch.labels(), 0, labelCount);
        int values = Math.toIntExact(images.size() * shape.size());
        long headBytes = headBytes(labelCount);
        if (batch.features() instanceof PixelFeatures pixels) {
            FloatPointer tables = new FloatPointer(host.getPointer(headBytes));
            for (int channel = 0; channel < shape.channels(); channel++) {
                tables.position((long) channel * LEVELS).put(pixels.tables()[channel], 0, LEVELS);
            }
            long start = headBytes + tableBytes(shape);
            new BytePointer(host.getPointer(start)).put(pixels.pixels(), 0, values);
            DeviceBuffer arrived = feed.send(start + values);
            finish(arrived, head, launch("pixels_in").with(arrived.from(start)).with(arrived.from(headBytes)));
        } else {
            FloatFeatures features = (FloatFeatures) batch.features();
            features.copyTo(new FloatPointer(host.getPointer(headBytes)), values);
            DeviceBuffer arrived = feed.send(headBytes + (long) values * Float.BYTES);
            finish(arrived, head, launch("images_in").with(arrived.from(headBytes)));
        }
    }

    private Launch launch(String kernel) {
        return new Launch(gpu, images.wide() ? kernel + "_wide" : kernel).over(Program.packs(images));
    }

    private void finish(DeviceBuffer arrived, DeviceBuffer head, Launch given) {
        feed.copyOnGpu(arrived, head, headBytes(labelCount));
        try (Launch launch = layout.passTo(given.with(images.buffer()).with(Program.packs(images)))) {
            launch.bind();
            launch.run();
        }
        feed.release();
    }

    @Override
    public void close() {
        feed.close();
    }
}
