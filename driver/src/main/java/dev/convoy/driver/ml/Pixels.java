package dev.convoy.driver.ml;

import dev.convoy.base.InvalidInputException;
import dev.convoy.kernel.graph.Shape;
import java.util.Locale;
import org.apache.spark.ml.image.ImageSchema;
import org.apache.spark.sql.Row;

/**
 * An image.
 *
 * @param values for each pixel red, green, blue, and alpha if there is one; or gray
 */
record Pixels(Shape shape, byte[] values) {
    private static final int BLUE_GREEN_RED = 3;

    /** Converts an image of Spark's schema, which stores the channels of a pixel together, blue first. */
    static Pixels of(Row image) {
        requireFields(image);
        int height = ImageSchema.getHeight(image);
        int width = ImageSchema.getWidth(image);
        int channels = ImageSchema.getNChannels(image);
        byte[] data = ImageSchema.getData(image);
        boolean bytes = ImageSchema.javaOcvTypes().containsValue(ImageSchema.getMode(image));
        boolean sized = height > 0 && width > 0 && channels > 0;
        if (!bytes || !sized || data.length / channels != (long) height * width || data.length % channels != 0) {
            throw new InvalidInputException(
                    "an image must hold a byte for each channel of each pixel",
                    String.format(
                            Locale.ROOT,
                            "%d bytes for %d×%d×%d, mode %d, from %s",
                            data.length,
                            channels,
                            height,
                            width,
                            ImageSchema.getMode(image),
                            ImageSchema.getOrigin(image)),
                    "Leave out images that could not be read (dropInvalid).");
        }
        byte[] values = data.clone();
        if (channels >= BLUE_GREEN_RED) {
            for (int pixel = 0; pixel < values.length; pixel += channels) {
                values[pixel] = data[pixel + BLUE_GREEN_RED - 1];
                values[pixel + BLUE_GREEN_RED - 1] = data[pixel];
            }
        }
        return new Pixels(new Shape(channels, height, width), values);
    }

    private static void requireFields(Row image) {
        // All fields except the origin.
        for (int field = 1; field < image.size(); field++) {
            if (image.isNullAt(field)) {
                throw new InvalidInputException(
                        "an image must have all fields of Spark's image schema",
                        "null for " + ImageSchema.columnSchema().fieldNames()[field] + ", from "
                                + ImageSchema.getOrigin(image),
                        "Leave out images that could not be read (dropInvalid).");
            }
        }
    }
}
