package dev.convoy.driver.prepare.source.binary;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.prepare.source.files.SplitNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.TreeSet;

/** Finds the labels of each file of images by the rest of their names. */
final class IdxPairs {
    private static final String SPLIT_WORDS = "train(ing)?|t10k|test(ing)?|val(id(ation)?)?";

    private final String key;

    /** @param key the option that names the input, for messages */
    IdxPairs(String key) {
        this.key = key;
    }

    /**
     * Images with their labels.
     *
     * @param labels null if there are none
     */
    record Pair(IdxFile images, IdxFile labels) {
        String split() {
            String name = shared(images.name());
            return name.contains("t10k") ? Split.TEST.key() : SplitNames.ofFile(name);
        }
    }

    /** @throws InvalidInputException if files do not belong together */
    List<Pair> of(List<IdxFile> all) {
        List<IdxFile> files = withoutCopies(all);
        List<IdxFile> images = files.stream().filter(IdxFile::images).toList();
        List<IdxFile> labels = files.stream().filter(file -> !file.images()).toList();
        if (images.isEmpty()) {
            throw new InvalidInputException(
                    "IDX files of " + key + " must be images and labels",
                    InvalidInputException.printable(labels.get(0).name()) + ", which are labels",
                    "Name the folder with both, or the file of images.");
        }
        requireOneDataset(images);
        List<Pair> pairs = new ArrayList<>();
        for (IdxFile file : images) {
            pairs.add(new Pair(file, labels(file, images, labels)));
        }
        return pairs;
    }

    private IdxFile labels(IdxFile images, List<IdxFile> allImages, List<IdxFile> labels) {
        if (labels.isEmpty()) {
            return null;
        }
        boolean alone = allImages.size() == 1 && labels.size() == 1;
        List<IdxFile> found = labels.stream()
                .filter(file -> alone || shared(file.name()).equals(shared(images.name())))
                .toList();
        if (found.size() != 1) {
            throw new InvalidInputException(
                    "each IDX file of images must have one of labels with a name like its own",
                    InvalidInputException.printable(images.name()) + " with " + found.size(),
                    "Name them as MNIST's files, train-images-idx3-ubyte and train-labels-idx1-ubyte.");
        }
        if (found.get(0).count() != images.count()) {
            throw new InvalidInputException(
                    "images and labels must be equally many",
                    images.count() + " images in " + InvalidInputException.printable(images.name()) + " and "
                            + found.get(0).count() + " labels in "
                            + InvalidInputException.printable(found.get(0).name()),
                    "Check that the two files belong together.");
        }
        return found.get(0);
    }

    /** EMNIST's folder, for one, holds six sets of images. */
    private void requireOneDataset(List<IdxFile> images) {
        TreeSet<String> sets = new TreeSet<>();
        for (IdxFile file : images) {
            sets.add(shared(file.name()).replaceAll("(^|-)(" + SPLIT_WORDS + ")(?=-|$)", ""));
        }
        if (sets.size() > 1) {
            throw new InvalidInputException(
                    "IDX files of " + key + " must be one data set's",
                    String.join(
                            ", ",
                            images.stream()
                                    .map(file -> InvalidInputException.printable(file.name()))
                                    .toList()),
                    "Name a folder with one, or a file of images.");
        }
    }

    /** Leaves out gzipped files that are there unpacked too. */
    private static List<IdxFile> withoutCopies(List<IdxFile> files) {
        TreeMap<String, IdxFile> kept = new TreeMap<>();
        for (IdxFile file : files) {
            kept.merge(file.name().replaceFirst("(?i)\\.gz$", ""), file, (a, b) -> a.zipped() ? b : a);
        }
        return List.copyOf(kept.values());
    }

    /** Returns the part of a file's name that images and labels share, its words with a - between them. */
    static String shared(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        return name.replaceAll("images?|labels?|idx\\d|ubyte|\\.gz$", "")
                .replaceAll("[^\\p{L}\\p{N}]+", "-")
                .replaceAll("^-|-$", "");
    }
}
