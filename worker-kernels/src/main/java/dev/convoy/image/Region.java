package dev.convoy.image;

import dev.convoy.base.RandomStream;
import dev.convoy.base.Range;

/** A rectangle of an image, in pixels. */
public record Region(int top, int left, int height, int width) {
    private static final int MAX_TRIES = 10;
    /** torchvision's range of a random region's share of the image's area. */
    public static final Range SCALE = new Range(0.08, 1);
    /** torchvision's range of a random region's width, divided by its height. */
    public static final Range RATIO = new Range(3.0 / 4, 4.0 / 3);

    public Region {
        if (top < 0 || left < 0 || height < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "no region: " + height + "×" + width + " at row " + top + ", column " + left);
        }
    }

    /** Returns the whole image. */
    public static Region whole(Raster image) {
        return new Region(0, 0, image.height(), image.width());
    }

    /**
     * Returns the rectangle of a size in the middle of an image. A margin that cannot be halved is rounded to the even
     * number of pixels at the top and at the left, as torchvision's {@code CenterCrop} does.
     *
     * @param size height and width, at most the image's
     */
    public static Region centerCrop(int imageHeight, int imageWidth, int size) {
        int top = (int) Math.rint((imageHeight - size) / 2.0);
        int left = (int) Math.rint((imageWidth - size) / 2.0);
        return new Region(top, left, size, size);
    }

    /**
     * Returns a random rectangle with 8 to 100 % of the image's area and a width of 3/4 to 4/3 of its height: see the
     * other method.
     */
    public static Region randomResizedCrop(int imageHeight, int imageWidth, RandomStream random) {
        return randomResizedCrop(imageHeight, imageWidth, SCALE, RATIO, random);
    }

    /**
     * Returns a random rectangle as torchvision's {@code RandomResizedCrop} defines it: ten tries, then the largest such
     * rectangle in the middle. The random numbers are others than torchvision's.
     *
     * @param scale of its share of the image's area
     * @param ratio of its width, divided by its height; the logarithm is uniform
     */
    public static Region randomResizedCrop(
            int imageHeight, int imageWidth, Range scale, Range ratio, RandomStream random) {
        double imageArea = (double) imageHeight * imageWidth;
        for (int i = 0; i < MAX_TRIES; i++) {
            double area = imageArea * scale.uniform(random);
            double aspect = ratio.logUniform(random);
            int width = (int) Math.rint(Math.sqrt(area * aspect));
            int height = (int) Math.rint(Math.sqrt(area / aspect));
            if (width > 0 && width <= imageWidth && height > 0 && height <= imageHeight) {
                int top = random.below(imageHeight - height + 1);
                int left = random.below(imageWidth - width + 1);
                return new Region(top, left, height, width);
            }
        }
        return largestInTheMiddle(imageHeight, imageWidth, ratio);
    }

    private static Region largestInTheMiddle(int imageHeight, int imageWidth, Range ratio) {
        double aspect = (double) imageWidth / imageHeight;
        int height = imageHeight;
        int width = imageWidth;
        if (aspect < ratio.low()) {
            height = Math.max(1, (int) Math.rint(width / ratio.low()));
        } else if (aspect > ratio.high()) {
            width = Math.max(1, (int) Math.rint(height * ratio.high()));
        }
        return new Region((imageHeight - height) / 2, (imageWidth - width) / 2, height, width);
    }
}
