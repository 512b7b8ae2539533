package dev.convoy.driver.config;

import dev.convoy.base.InvalidInputException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The section {@code prepare}: how a dataset is made from images. */
public record Prepare(
        Optional<String> from,
        Optional<String> to,
        long seed,
        Splits splits,
        Input input,
        Stored stored,
        Output output) {

    /** @throws InvalidInputException if {@code prepare.from} is not set */
    public String requiredFrom() {
        return from.orElseThrow(() -> missing("prepare.from", "--from PATH"));
    }

    /** @throws InvalidInputException if {@code prepare.to} is not set */
    public String requiredTo() {
        return to.orElseThrow(() -> missing("prepare.to", "--to FOLDER"));
    }

    private static InvalidInputException missing(String key, String option) {
        return new InvalidInputException(key + " must be set", "nothing", "Add " + option + ".");
    }

    /**
     * How images are divided.
     *
     * @param kind {@link #OWN}, {@link #FOLDERS} or {@link #FRACTIONS}
     * @param fractions shares by name of the split; empty unless that is the kind
     */
    public record Splits(String kind, Map<String, Double> fractions) {
        /** By the input's own folders if it has some, else all images are for training. */
        public static final String OWN = "own";

        /** By the input's own folders. */
        public static final String FOLDERS = "folders";

        public static final String FRACTIONS = "fractions";

        private static final double TOLERANCE = 1e-6;

        public Splits {
            if (!kind.equals(OWN) && !kind.equals(FOLDERS) && !kind.equals(FRACTIONS)) {
                throw new InvalidInputException(
                        "prepare.splits must be folders or shares such as {train: 0.8, validation: 0.1, test: 0.1}",
                        kind,
                        "Use one of them.");
            }
            if (kind.equals(FRACTIONS)) {
                checkFractions(fractions);
            }
            fractions = Map.copyOf(fractions);
        }

        private static void checkFractions(Map<String, Double> fractions) {
            double sum = 0;
            for (double share : fractions.values()) {
                if (!(share >= 0 && share <= 1)) {
                    throw new InvalidInputException(
                            "the shares of prepare.splits must be from 0 to 1", share, "Write 0.1 for 10 %.");
                }
                sum += share;
            }
            if (Math.abs(sum - 1) > TOLERANCE) {
                throw new InvalidInputException(
                        "the shares of prepare.splits must have the sum 1",
                        sum,
                        "For example {train: 0.8, validation: 0.1, test: 0.1}.");
            }
            if (!(fractions.getOrDefault("train", 0.0) > 0)) {
                throw new InvalidInputException(
                        "prepare.splits must have a share for train",
                        fractions,
                        "For example {train: 0.8, validation: 0.1, test: 0.1}.");
            }
        }
    }

    /**
     * How labels and groups are found.
     *
     * @param groupBy a regular expression for the path of an image: its first group, or else its match, is the group
     */
    public record Input(
            Optional<String> groupBy,
            Optional<String> labelColumn,
            Optional<String> pathColumn,
            Optional<String> groupColumn) {
        public Input {
            groupBy.ifPresent(Input::checkPattern);
        }

        private static void checkPattern(String given) {
            try {
                Pattern.compile(given);
            } catch (PatternSyntaxException e) {
                throw new InvalidInputException(
                        "prepare.group-by must be a regular expression of Java",
                        given + " (" + e.getDescription() + ")",
                        "For example ^[^/]*/(patient\\d+).",
                        e);
            }
        }
    }

    /**
     * What is stored of an image.
     *
     * @param shortSide the shorter side of larger images is reduced to this many pixels
     * @param quality JPEG quality of images that are reduced
     * @param raw whether decoded pixels are stored
     * @param size size of raw images
     */
    public record Stored(Optional<Integer> shortSide, int quality, boolean raw, Optional<Size> size) {
        public Stored {
            if (shortSide.isPresent() && shortSide.get() < 1) {
                throw new InvalidInputException("prepare.short-side must be >= 1", shortSide.get(), "Try 256.");
            }
            if (quality < 1 || quality > 100) {
                throw new InvalidInputException("prepare.quality must be from 1 to 100", quality, "Try 90.");
            }
            if (shortSide.isPresent() && raw) {
                throw new InvalidInputException(
                        "prepare.short-side and prepare.raw must not both be set",
                        "prepare.short-side=" + shortSide.get() + " and prepare.raw=true",
                        "For raw images, give their size: prepare.size=224x224.");
            }
            if (size.isPresent() && !raw) {
                throw new InvalidInputException(
                        "prepare.size needs prepare.raw", size.get(), "Add --raw, or use --short-side.");
            }
        }
    }

    /** A size in pixels. */
    public record Size(int height, int width) {
        private static final Pattern TEXT = Pattern.compile("\\s*(\\d{1,5})\\s*[xX×]\\s*(\\d{1,5})\\s*");

        public Size {
            if (height < 1 || width < 1) {
                throw new InvalidInputException(
                        "prepare.size must be at least 1x1", height + "x" + width, "For example 224x224.");
            }
        }

        static Size of(String text) {
            var found = TEXT.matcher(text);
            if (!found.matches()) {
                throw new InvalidInputException(
                        "prepare.size must be a height and a width in pixels", text, "For example 224x224.");
            }
            return new Size(Integer.parseInt(found.group(1)), Integer.parseInt(found.group(2)));
        }

        @Override
        public String toString() {
            return height + "x" + width;
        }
    }

    /**
     * What is written, and when not.
     *
     * @param shardBytes size of a shard in bytes, about
     * @param channels {@code auto}, {@code 1} or {@code 3}
     * @param maxBad share of images that may be unreadable
     * @param maxFileBytes bytes of an image file above which it is unreadable
     */
    public record Output(long shardBytes, String channels, double maxBad, long maxFileBytes) {
        /** As many channels as the images have. */
        public static final String AUTO = "auto";

        private static final long MAX_SHARD_BYTES = 16L << 30;

        public Output {
            if (shardBytes < 1 || shardBytes > MAX_SHARD_BYTES) {
                throw new InvalidInputException(
                        "prepare.shard-bytes must be from 1 to 16 GiB", shardBytes, "Try 96 MB.");
            }
            if (!channels.equals(AUTO) && !channels.equals("1") && !channels.equals("3")) {
                throw new InvalidInputException("prepare.channels must be auto, 1 or 3", channels, "Use one of them.");
            }
            if (!(maxBad >= 0 && maxBad <= 1)) {
                throw new InvalidInputException("prepare.max-bad must be from 0 to 1", maxBad, "Try 0.001.");
            }
        }
    }
}
