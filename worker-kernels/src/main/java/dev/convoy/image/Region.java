package dev.convoy.image;

import dev.convoy.base.RandomStream;

/** A rectangle of an image, in pixels. */
public record Region(int top, int left, int height, int width) {
    private static final int MAX_TRIES = 10;
    private static final double MIN_ASPECT = 3.0 / 4;
    private static final double MAX_ASPECT = 4.0 / 3;
    private static final double MIN_LOG_ASPECT = StrictMath.log(MIN_ASPECT);
    private static final double MAX_LOG_ASPECT = StrictMath.log(MAX_ASPECT);

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
     * Returns a random rectangle with 8 to 100 % of the image's area and a width of 3/4 to 4/3 of its height, as
     * torchvision's {@code RandomResizedCrop} defines it: ten tries, then the largest such rectangle in the middle. The
     * random numbers are others than torchvision's.
     */
    public static Region randomResizedCrop(int imageHeight, int imageWidth, RandomStream random) {
        return randomResizedCrop(imageHeight, imageWidth, 0.08, 1, random);
    }

    /** Returns a random rectangle with {@code minScale} to {@code maxScale} of the image's area. */
    public static Region randomResizedCrop(
            int imageHeight, int imageWidth, double minScale, double maxScale, RandomStream random) {
        double imageArea = (double) imageHeight * imageWidth;
        for (int i = 0; i < MAX_TRIES; i++) {
            double area = imageArea * between(minScale, maxScale, random);
            double aspect = StrictMath.exp(between(MIN_LOG_ASPECT, MAX_LOG_ASPECT, random));
            int width = (int) Math.rint(Math.sqrt(area * aspect));
            int height = (int) Math.rint(Math.sqrt(area / aspect));
            if (width > 0 && width <= imageWidth && height > 0 && height <= imageHeight) {
                int top = random.below(imageHeight - height + 1);
                int left = random.below(imageWidth - width + 1);
                return new Region(top, left, height, width);
            }
        }
        return largestInTheMiddle(imageHeight, imageWidth);
    }

    private static Region largestInTheMiddle(int imageHeight, int imageWidth) {
        double aspect = (double) imageWidth / imageHeight;
        int height = imageHeight;
        int width = imageWidth;
        if (aspect < MIN_ASPECT) {
            height = (int) Math.rint(width / MIN_ASPECT);
        } else if (aspect > MAX_ASPECT) {
            width = (int) Math.rint(height * MAX_ASPECT);
        }
        return new Region((imageHeight - height) / 2, (imageWidth - width) / 2, height, width);
    }

    private static double between(double low, double high, RandomStream random) {
        return low + (high - low) * random.nextDouble();
    }
}
