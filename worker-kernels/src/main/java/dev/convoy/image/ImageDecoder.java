package dev.convoy.image;

/** Decodes image files. Used by one thread at a time. */
public interface ImageDecoder extends AutoCloseable {
    /** Returns a text that differs if the pixels may differ: the library with its version, and the rules. */
    String identity();

    /**
     * Decodes a whole image.
     *
     * @param file holds the file in its first {@code length} bytes
     * @param to receives the image, in grey if the file is grey, else in red, green and blue
     * @throws UnreadableImageException if this is no image that can be decoded to the right values
     */
    void decode(byte[] file, int length, Raster to) throws UnreadableImageException;

    /**
     * Decodes what a frame names, resized: the same pixels as {@link #decode(byte[], int, Raster)} and
     * {@link Resizer#resize(Raster, Frame, Raster)}, in less time.
     *
     * @param choice is asked once, for the height and width of the image as {@code decode} would give it
     * @param to receives the result, and takes the size of the frame's window
     * @throws UnreadableImageException if this is no image that can be decoded to the right values
     */
    void decode(byte[] file, int length, Frame.Choice choice, Raster to) throws UnreadableImageException;

    @Override
    void close();
}
