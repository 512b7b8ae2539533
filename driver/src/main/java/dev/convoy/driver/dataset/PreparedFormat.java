package dev.convoy.driver.dataset;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.dataset.manifest.DatasetManifest;
import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.dataset.manifest.SplitContent;
import dev.convoy.driver.dataset.manifest.StoredForm;
import dev.convoy.feed.RecordFormat;
import dev.convoy.kernel.graph.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Datasets that the verb {@code prepare} made. Only the manifest is read. */
final class PreparedFormat implements DatasetFormat {
    @Override
    public Optional<Dataset> open(Location location, Configuration hadoop) throws IOException {
        if (!DatasetManifest.isIn(location.path())) {
            return Optional.empty();
        }
        DatasetManifest manifest = DatasetManifest.read(location.key(), location.path());
        RecordFormat format = format(manifest);
        Optional<SplitContent> split = split(manifest, location);
        if (split.isEmpty()) {
            return Optional.of(Dataset.NONE);
        }
        if (location.part() == Split.TRAIN && !location.isHeldOut()) {
            requireClasses(manifest, split.get(), location);
        }
        List<Shard> shards = shards(split.get(), format, location.path().path());
        return Optional.of(new Dataset(
                shards,
                format,
                manifest.classes(),
                split.get().classCounts(),
                fingerprint(shards, format),
                manifest.images().normalization()));
    }

    private static void requireClasses(DatasetManifest manifest, SplitContent split, Location location) {
        List<Long> counts = split.classCounts();
        List<String> found = IntStream.range(0, counts.size())
                .filter(i -> counts.get(i) > 0)
                .mapToObj(manifest.classes()::get)
                .toList();
        if (found.size() < 2) {
            throw new InvalidInputException(
                    location.key() + " must have images of at least two classes",
                    String.format(Locale.ROOT, "%,d images", split.images())
                            + found.stream()
                                    .map(name -> ", all of class " + InvalidInputException.printable(name))
                                    .collect(Collectors.joining()),
                    "Check what it was prepared from; a network that tells classes apart learns nothing from one.");
        }
    }

    private static RecordFormat format(DatasetManifest manifest) {
        int channels = manifest.images().channels();
        StoredForm stored = manifest.stored();
        return stored.kind().equals(StoredForm.RAW)
                ? RecordFormat.pixels(new Shape(channels, stored.height(), stored.width()))
                : RecordFormat.encoded(sized(channels, manifest));
    }

    /** Height and width are 0 where images differ. */
    private static Shape sized(int channels, DatasetManifest manifest) {
        Integer height = manifest.images().height();
        Integer width = manifest.images().width();
        return height == null || width == null ? new Shape(channels, 0, 0) : new Shape(channels, height, width);
    }

    /**
     * Returns the part's own split, or the only one of a dataset that serves this part alone. There is none if the
     * training data has none for it.
     */
    private static Optional<SplitContent> split(DatasetManifest manifest, Location location) {
        Optional<SplitContent> own = manifest.split(location.part());
        if (own.isPresent() || location.isHeldOut()) {
            return own;
        }
        if (manifest.splits().size() == 1) {
            return manifest.splits().values().stream().findFirst();
        }
        throw new InvalidInputException(
                location.key() + " must name a dataset with images for it",
                location.given() + " with the splits "
                        + String.join(", ", manifest.splits().keySet()),
                "Name another dataset, or prepare it with other prepare.splits.");
    }

    private static List<Shard> shards(SplitContent split, RecordFormat format, Path dataset) {
        return split.shards().stream()
                .map(shard -> (Shard) new ImageShard(
                        shard.in(dataset).toString(),
                        Math.toIntExact(shard.rows()),
                        shard.bytes(),
                        shard.crc32c(),
                        format))
                .toList();
    }

    private static String fingerprint(List<Shard> shards, RecordFormat format) {
        CRC32C checksum = new CRC32C();
        long count = 0;
        for (Shard shard : shards) {
            ImageShard image = (ImageShard) shard;
            checksum.update((image.count() + " " + image.bytes() + " " + image.crc32c() + "\n")
                    .getBytes(StandardCharsets.UTF_8));
            count += shard.count();
        }
        return count + "×" + format.shape().channels() + ":" + Long.toHexString(checksum.getValue());
    }
}
