package dev.convoy.driver.dataset;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.feed.RecordFormat;
import dev.convoy.kernel.graph.Shape;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/** IDX files, as one shard. They are read once on the driver, because they do not say what is in them. */
final class IdxFormat implements DatasetFormat {
    @Override
    public Optional<Dataset> open(Location location, Configuration hadoop) throws IOException {
        // MNIST's family has no validation files, and one file of training images holds nothing else.
        if (location.isHeldOut() && (location.part() == Split.VALIDATION || IdxLocation.isFile(location))) {
            return Optional.of(Dataset.NONE);
        }
        IdxPair files = IdxLocation.find(location);
        PixelSums statistics = new PixelSums(1);
        IdxScan scan = new IdxScan((key, label, bytes, length) -> statistics.add(ChannelSums.of(bytes, length, 1)));
        Shape shape = files.read(hadoop, scan);
        if (location.part() == Split.TRAIN && !scan.hasSeveralClasses()) {
            throw new InvalidInputException(
                    "data.train must have images of at least two classes",
                    String.format(Locale.ROOT, "%,d images, all labelled %d", scan.count(), scan.firstLabel()),
                    "Check the labels file; a network that tells classes apart learns nothing from one.");
        }
        int count = scan.count();
        long checksum = scan.checksum();
        return Optional.of(new Dataset(
                List.of(new IdxShard(files, count, shape, checksum)),
                RecordFormat.pixels(shape),
                Dataset.numbered(scan.classes()),
                scan.classCounts(),
                count + "×" + shape + ":" + Long.toHexString(checksum),
                statistics.normalization()));
    }
}
