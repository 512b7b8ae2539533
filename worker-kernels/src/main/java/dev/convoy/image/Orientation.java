package dev.convoy.image;

/** Turns a stored image upright, by EXIF's number from 1 to 8 (tag 0x0112). */
final class Orientation {
    private Orientation() {}

    /** Whether height and width are exchanged. */
    static boolean transposes(int orientation) {
        return orientation >= 5;
    }

    /**
     * Writes the image as it must be seen. In the stored image, the first row and the first column are those sides of
     * the real one: 1 top, left; 2 top, right; 3 bottom, right; 4 bottom, left; 5 left, top; 6 right, top; 7 right,
     * bottom; 8 left, bottom.
     */
    static void apply(int orientation, Raster stored, Raster upright) {
        int height = stored.height();
        int width = stored.width();
        int channels = stored.channels();
        boolean transposes = transposes(orientation);
        upright.reset(transposes ? width : height, transposes ? height : width, channels);
        // Where the first stored pixel goes, and how far apart the next ones of its row and of its column are.
        boolean fromRight = orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
        boolean fromBottom = orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;
        int down = upright.width() * channels * (fromBottom ? -1 : 1);
        int across = channels * (fromRight ? -1 : 1);
        int first = (fromBottom ? (upright.height() - 1) * upright.width() * channels : 0)
                + (fromRight ? (upright.width() - 1) * channels : 0);
        int columnStep = transposes ? down : across;
        int rowStep = transposes ? across : down;
        byte[] from = stored.pixels();
        byte[] to = upright.pixels();
        int at = 0;
        for (int y = 0; y < height; y++) {
            int target = first + y * rowStep;
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < channels; c++) {
                    to[target + c] = from[at++];
                }
                target += columnStep;
            }
        }
    }
}
