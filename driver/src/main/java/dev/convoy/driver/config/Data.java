package dev.convoy.driver.config;

import dev.convoy.augment.Augmentations;
import dev.convoy.base.InvalidInputException;
import dev.convoy.feed.Normalization;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The section {@code data}, and {@code train.augment}.
 *
 * @param train location of the training images
 * @param validation location of the validation images; empty for the validation split of the training data, if it has
 *     one
 * @param test location of the test images
 */
public record Data(String train, Optional<String> validation, String test, Images images, Feed feed) {
    /**
     * How images become the network's input.
     *
     * @param decoder {@code leptonica} or {@code imageio}
     * @param size height and width that the network sees; empty for the images' own
     * @param resize length of the shorter side before the middle is cut out; empty for {@code size}
     * @param augmentations random changes of training images
     */
    public record Images(
            String decoder,
            OptionalInt size,
            OptionalInt resize,
            Augmentations augmentations,
            NormalizationChoice normalization) {
        public Images {
            if (!decoder.equals("leptonica") && !decoder.equals("imageio")) {
                throw new InvalidInputException(
                        "data.decoder must be leptonica or imageio", decoder, "Use one of them.");
            }
            if (size.isPresent() && size.getAsInt() < 1) {
                throw new InvalidInputException("data.image-size must be >= 1", size.getAsInt(), "Try 224.");
            }
            if (resize.isPresent() && (size.isEmpty() || resize.getAsInt() < size.getAsInt())) {
                throw new InvalidInputException(
                        "data.resize must be at least data.image-size",
                        resize.getAsInt() + " with data.image-size="
                                + (size.isEmpty() ? "null" : Integer.toString(size.getAsInt())),
                        "For example data.image-size=224 and data.resize=256.");
            }
        }
    }

    /**
     * How executors read examples.
     *
     * @param cacheBytes bytes of a host's disks for copies of shards; empty for half of what is free
     * @param windowBytes bytes of shards that are shuffled together
     * @param threads threads of each task that decode; empty for as many as its kernel has
     */
    public record Feed(OptionalLong cacheBytes, long windowBytes, OptionalInt threads) {
        public Feed {
            if (threads.isPresent() && threads.getAsInt() < 1) {
                throw new InvalidInputException(
                        "data.decode-threads must be >= 1", threads.getAsInt(), "Leave it out, or try 2.");
            }
        }
    }

    /**
     * How pixels become features: {@code (pixel − mean) / deviation}.
     *
     * @param name {@code auto}, {@code standard}, {@code unit}, {@code symmetric}, {@code imagenet} or {@code explicit}
     * @param mean of each channel, in pixel units, if the numbers are explicit
     * @param deviation standard deviation of each channel, in pixel units, if they are
     */
    public record NormalizationChoice(String name, List<Double> mean, List<Double> deviation) {
        public static final String AUTO = "auto";
        public static final String STANDARD = "standard";
        public static final String EXPLICIT = "explicit";

        /** Returns the numbers; empty for those that depend on training images or a model. */
        public Optional<Normalization> numbers(int channels) {
            return switch (name) {
                case AUTO, STANDARD -> Optional.empty();
                case "unit" -> Optional.of(Normalization.same(channels, 0, 255));
                case "symmetric" -> Optional.of(Normalization.same(channels, 127.5, 127.5));
                case "imagenet" -> Optional.of(Normalization.imagenet(channels));
                default -> Optional.of(Normalization.given(mean, deviation, channels));
            };
        }

        public NormalizationChoice {
            boolean equallyMany = !mean.isEmpty() && mean.size() == deviation.size();
            boolean usable = mean.stream().allMatch(Double::isFinite)
                    && deviation.stream().allMatch(value -> value > 0 && Double.isFinite(value));
            if (name.equals(EXPLICIT) && !(equallyMany && usable)) {
                throw new InvalidInputException(
                        "data.normalization must have mean and deviation, a finite number for each channel, deviations > 0",
                        "{mean: " + mean + ", deviation: " + deviation + "}",
                        "For example {mean: [127.5], deviation: [127.5]}.");
            }
        }
    }
}
