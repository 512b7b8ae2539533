package dev.convoy.image.format;

/** Reads files of one format. Reused from file to file by one thread. */
public interface PixelReader {
    /**
     * Reads what a file says of its image, and allocates nothing for the image.
     *
     * @param file holds the file in its first {@code length} bytes, unchanged until {@link #read}
     */
    void open(byte[] file, int length) throws DamagedFileException;

    int height();

    int width();

    /** 1 (grey) or 3 (red, green, blue): 3 where a format has colours only. */
    default int channels() {
        return 3;
    }

    /** EXIF's number, 1 to 8, of how the stored image must be turned: 1, upright, where a format does not say it. */
    default int orientation() {
        return 1;
    }

    /** Writes the stored image: height × width × channels bytes, row-major. */
    void read(byte[] pixels) throws DamagedFileException;
}
