package dev.convoy.image.format;

/** The orientation in EXIF data, which is a small TIFF file inside an image file. */
final class Exif {
    private static final int ORIENTATION = 0x112;
    private static final int SHORT = 3;
    private static final int ENTRY_BYTES = 12;

    private final FileBytes bytes = new FileBytes();

    /**
     * Returns the orientation, 1 to 8, or 1 (upright) if the data names none or is damaged: what a camera wrote beside
     * the pixels is no reason to refuse them.
     *
     * @param end where the data ends in the array
     */
    int orientation(byte[] array, int start, int end) {
        boolean little = end - start >= 8 && array[start] == 'I' && array[start + 1] == 'I';
        boolean big = end - start >= 8 && array[start] == 'M' && array[start + 1] == 'M';
        if (!little && !big) {
            return 1;
        }
        bytes.reset(array, end, little);
        try {
            if (bytes.u16(start + 2L) != 42) {
                return 1;
            }
            long directory = start + bytes.u32(start + 4L);
            int entries = bytes.u16(directory);
            for (int i = 0; i < entries; i++) {
                long entry = directory + 2 + (long) i * ENTRY_BYTES;
                if (bytes.u16(entry) == ORIENTATION && bytes.u16(entry + 2) == SHORT) {
                    return valid(bytes.u16(entry + 8));
                }
            }
            return 1;
        } catch (DamagedFileException e) {
            return 1;
        }
    }

    /** Returns the number if EXIF knows it, else 1. */
    static int valid(int orientation) {
        return orientation >= 1 && orientation <= 8 ? orientation : 1;
    }
}
