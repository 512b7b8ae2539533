package dev.convoy.jobs.explain;

import dev.convoy.augment.ExampleSeed;
import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.explain.NetworkImage;
import dev.convoy.driver.prepare.source.Source;
import dev.convoy.driver.prepare.source.SourceFailure;
import dev.convoy.driver.prepare.source.SourceImage;
import dev.convoy.driver.prepare.source.SourceItem;
import dev.convoy.driver.prepare.source.SourceItems;
import dev.convoy.driver.prepare.source.SourceOptions;
import dev.convoy.driver.prepare.source.SourcePart;
import dev.convoy.driver.prepare.source.detect.Sources;
import dev.convoy.feed.ImagePreparation;
import dev.convoy.image.Raster;
import dev.convoy.image.UnreadableImageException;
import dev.convoy.jobs.job.TrainedNetwork;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/** Reads some images, as the network takes them, with their classes if they have any. */
final class ImageReader {
    /** More would be read in vain: a page shows a few. */
    private static final int MAX_IMAGES = 256;

    private static final int MAX_OF_CLASS = 32;
    private static final int MAX_FILES = 2000;

    private final String location;
    private final Configuration hadoop;
    private final List<NetworkImage> images = new ArrayList<>();
    private final Map<String, Integer> ofClass = new HashMap<>();
    private int files;
    private String unreadable;

    /** @param location as the user wrote it */
    ImageReader(String location, Configuration hadoop) {
        this.location = location;
        this.hadoop = hadoop;
    }

    /** @throws InvalidInputException if there is no image that can be read */
    List<NetworkImage> read(TrainedNetwork network) throws IOException {
        Source source = Sources.open(location, SourceOptions.of("--images"), hadoop);
        try (ImagePreparation preparation =
                new ImagePreparation(network.images(), network.model().input())) {
            // Some of each part: large folders have a part a class.
            List<SourcePart> parts = source.some(MAX_IMAGES);
            for (int i = 1; i <= parts.size(); i++) {
                int mostImages = (int) Math.ceil((double) MAX_IMAGES * i / parts.size());
                int mostFiles = (int) Math.ceil((double) MAX_FILES * i / parts.size());
                try (SourceItems items = parts.get(i - 1).read(hadoop)) {
                    while (images.size() < mostImages && files < mostFiles && items.hasNext()) {
                        read(items.next(), preparation, network);
                        files++;
                    }
                }
            }
        }
        if (images.isEmpty()) {
            throw new InvalidInputException(
                    "--images must have images that can be read",
                    location + (unreadable == null ? "" : ": " + unreadable),
                    "Check the path and the files.");
        }
        return List.copyOf(images);
    }

    private void read(SourceItem item, ImagePreparation preparation, TrainedNetwork network) {
        if (item instanceof SourceFailure failure) {
            unreadable = failure.id() + " " + failure.reason();
            return;
        }
        SourceImage image = (SourceImage) item;
        if (image.label() != null && ofClass.merge(image.label(), 1, Integer::sum) > MAX_OF_CLASS) {
            return;
        }
        try {
            Raster raster = preparation.prepare(image.bytes(), image.bytes().length, image.pixels(), ExampleSeed.NONE);
            int label = image.label() == null ? -1 : network.classes().indexOf(image.label());
            int length = Math.toIntExact(network.model().input().size());
            images.add(new NetworkImage(image.id(), label, Arrays.copyOf(raster.pixels(), length)));
        } catch (UnreadableImageException e) {
            unreadable = image.id() + " " + e.getMessage();
        }
    }

    /** Returns a line about the last file that could not be read, if there was one. */
    Optional<String> unreadable() {
        return Optional.ofNullable(unreadable).map(file -> "some files could not be read, such as " + file);
    }
}
