import java.awt.image.BufferedImage;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import javax.imageio.ImageIO;

/**
 * Writes the 70,000 images of Fashion-MNIST as grey PNG files in a folder per class, to try {@code prepare} on:
 *
 * <pre>java jobs/data/FashionPng.java /usr/share/datasets/fashion-mnist fashion-png
 * ./submit.sh prepare --from fashion-png --to fashion</pre>
 *
 * <p>The first argument is a folder with the four IDX files, gzipped or not, such as that of Debian's package
 * dataset-fashion-mnist. A third argument is the number of images to write of each file. The files are
 * OUT/train/CLASS/00000.png and OUT/test/CLASS/00000.png, numbered as in the IDX file.
 */
final class FashionPng {
    private static final List<String> CLASSES = List.of(
            "t-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle-boot");

    private FashionPng() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length < 2 || arguments.length > 3) {
            System.err.println("usage: java FashionPng.java FROM_IDX_FOLDER OUT [IMAGES]");
            System.exit(2);
        }
        Path from = Path.of(arguments[0]);
        Path to = Path.of(arguments[1]);
        int limit = arguments.length == 3 ? Integer.parseInt(arguments[2]) : Integer.MAX_VALUE;
        write(from, "train", to.resolve("train"), limit);
        write(from, "t10k", to.resolve("test"), limit);
    }

    private static void write(Path from, String part, Path to, int limit) throws IOException {
        try (DataInputStream images = open(from.resolve(part + "-images-idx3-ubyte"));
                DataInputStream labels = open(from.resolve(part + "-labels-idx1-ubyte"))) {
            // The types of the values and the number of dimensions.
            images.readInt();
            labels.readInt();
            int count = Math.min(limit, images.readInt());
            labels.readInt();
            int height = images.readInt();
            int width = images.readInt();
            for (String name : CLASSES) {
                Files.createDirectories(to.resolve(name));
            }
            for (int i = 0; i < count; i++) {
                BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
                image.getRaster().setDataElements(0, 0, width, height, images.readNBytes(height * width));
                String file = String.format(Locale.ROOT, "%s/%05d.png", CLASSES.get(labels.readUnsignedByte()), i);
                ImageIO.write(image, "png", to.resolve(file).toFile());
            }
            System.out.println("wrote " + count + " images to " + to);
        }
    }

    private static DataInputStream open(Path file) throws IOException {
        Path gzipped = Path.of(file + ".gz");
        InputStream in = Files.exists(gzipped)
                ? new GZIPInputStream(Files.newInputStream(gzipped), 1 << 16)
                : Files.newInputStream(file);
        return new DataInputStream(new BufferedInputStream(in));
    }
}
