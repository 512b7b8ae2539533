package dev.convoy.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.convoy.base.RandomStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FramedDecodingTest {
    @ParameterizedTest
    @ValueSource(strings = {"leptonica", "imageio"})
    void hasThePixelsOfDecodingAndResizing(String name) throws UnreadableImageException {
        Raster whole = new Raster();
        Raster expected = new Raster();
        Raster framed = new Raster();
        RandomStream random = new RandomStream(3);
        try (ImageDecoder decoder = ImageDecoders.open(name)) {
            for (byte[] file : files()) {
                decoder.decode(file, file.length, whole);
                for (int i = 0; i < 8; i++) {
                    Frame frame = Frame.randomResizedCrop(whole.height(), whole.width(), 40, random);
                    new Resizer().resize(whole, frame, expected);
                    List<Integer> asked = new ArrayList<>();
                    decoder.decode(
                            file,
                            file.length,
                            (height, width) -> {
                                asked.add(height);
                                asked.add(width);
                                return frame;
                            },
                            framed);

                    Picture.of(framed).assertSameAs(Picture.of(expected));
                    assertThat(asked).containsExactly(whole.height(), whole.width());
                }
            }
        }
    }

    private static List<byte[]> files() {
        JpegEncoder encoder = new JpegEncoder();
        List<byte[]> files = new ArrayList<>();
        for (int channels : new int[] {1, 3}) {
            files.add(encoder.encode(Picture.noise(75, 101, channels).raster(), 80));
            files.add(PngFile.of(Picture.noise(75, 101, channels)));
        }
        files.add(new BlockJpeg(5, 7, (row, column) -> 30 * row + 10 * column)
                .exif(6, true)
                .build());
        return files;
    }

    @Test
    void nativeMemoryIsFreed() throws UnreadableImageException {
        Picture large = Picture.of(800, 1000, 3, (row, column, channel) -> row + column & 0xff);
        JpegEncoder encoder = new JpegEncoder();
        Raster raster = large.raster();
        byte[] file = encoder.encode(raster, 80);
        long before = 0;
        try (ImageDecoder decoder = ImageDecoders.open("leptonica")) {
            for (int i = 0; i < 120; i++) {
                if (i == 20) {
                    before = Pointer.physicalBytes();
                }
                decoder.decode(file, file.length, raster);
                encoder.encode(raster, 80);
            }
        }

        // Each image would leave 3 MB.
        assertThat(Pointer.physicalBytes() - before).isLessThan(100_000_000);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void allocatesLessThanAKilobyteOnTheHeap(boolean framed) throws UnreadableImageException {
        byte[] file = new JpegEncoder().encode(Picture.noise(200, 300, 3).raster(), 80);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Raster to = new Raster();
        RandomStream random = new RandomStream(3);
        int images = 500;
        try (ImageDecoder decoder = ImageDecoders.open("leptonica")) {
            long before = 0;
            for (int i = -images; i < images; i++) {
                if (i == 0) {
                    before = threads.getCurrentThreadAllocatedBytes();
                }
                if (framed) {
                    decoder.decode(
                            file,
                            file.length,
                            (height, width) -> Frame.randomResizedCrop(height, width, 60, random),
                            to);
                } else {
                    decoder.decode(file, file.length, to);
                }
            }

            assertThat((threads.getCurrentThreadAllocatedBytes() - before) / images)
                    .isLessThan(1024);
        }
    }
}
