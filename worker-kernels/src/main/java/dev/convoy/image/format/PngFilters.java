package dev.convoy.image.format;

/** The filters of PNG: a row is stored as its differences to what a filter predicts from the pixels before and above. */
final class PngFilters {
    private PngFilters() {}

    /**
     * Makes a row of what was stored.
     *
     * @param above the row before, as it was made
     * @param distance of the byte to the left that belongs to the same sample
     */
    static void undo(int filter, byte[] row, byte[] above, int length, int distance) throws DamagedFileException {
        switch (filter) {
            case 0 -> {}
            case 1 -> {
                for (int i = distance; i < length; i++) {
                    row[i] += row[i - distance];
                }
            }
            case 2 -> {
                for (int i = 0; i < length; i++) {
                    row[i] += above[i];
                }
            }
            case 3 -> average(row, above, length, distance);
            case 4 -> paeth(row, above, length, distance);
            default -> throw new DamagedFileException("an unknown filter");
        }
    }

    private static void average(byte[] row, byte[] above, int length, int distance) {
        for (int i = 0; i < length; i++) {
            int left = i < distance ? 0 : row[i - distance] & 0xff;
            row[i] += (byte) ((left + (above[i] & 0xff)) >> 1);
        }
    }

    /** Predicts whichever of left, above and above left is nearest to left + above − above left. */
    private static void paeth(byte[] row, byte[] above, int length, int distance) {
        for (int i = 0; i < Math.min(distance, length); i++) {
            row[i] += above[i];
        }
        for (int i = distance; i < length; i++) {
            int left = row[i - distance] & 0xff;
            int up = above[i] & 0xff;
            int corner = above[i - distance] & 0xff;
            int toLeft = Math.abs(up - corner);
            int toUp = Math.abs(left - corner);
            int toCorner = Math.abs(left + up - 2 * corner);
            int predicted = toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
            row[i] += (byte) predicted;
        }
    }
}
