package dev.convoy.image;

import java.io.IOException;
import javax.imageio.stream.ImageInputStreamImpl;

/** The bytes of a file for the JDK's image readers, without a copy. Reused from file to file. */
final class ArrayImageStream extends ImageInputStreamImpl {
    private byte[] file = new byte[0];
    private int length;

    void open(byte[] file, int length) {
        this.file = file;
        this.length = length;
        streamPos = 0;
        bitOffset = 0;
        flushedPos = 0;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public int read() throws IOException {
        checkClosed();
        bitOffset = 0;
        return streamPos < length ? file[(int) streamPos++] & 0xff : -1;
    }

    @Override
    public int read(byte[] to, int offset, int count) throws IOException {
        checkClosed();
        bitOffset = 0;
        int available = (int) Math.min(count, length - streamPos);
        if (available <= 0) {
            return count == 0 ? 0 : -1;
        }
        System.arraycopy(file, (int) streamPos, to, offset, available);
        streamPos += available;
        return available;
    }
}
