package dev.convoy.driver.prepare.image;

import dev.convoy.driver.config.Prepare;
import dev.convoy.driver.dataset.manifest.Split;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The split of each image, a pure function of the seed, the image and the shares: more images move none to another split.
 *
 * @param kind a kind of {@link Prepare.Splits}
 * @param train share of images for training; 0 unless there are shares
 * @param validation share of images for validation; the rest is for testing
 */
public record SplitRule(String kind, long seed, double train, double validation) implements Serializable {
    private static final long serialVersionUID = 1L;
    /** Takes the highest 53 bits, which a double holds exactly. */
    private static final int SHIFT = Long.SIZE - 53;

    public static SplitRule of(Prepare.Splits splits, long seed) {
        double train = splits.fractions().getOrDefault(Split.TRAIN.key(), 0.0);
        double test = splits.fractions().getOrDefault(Split.TEST.key(), 0.0);
        double validation = splits.fractions().getOrDefault(Split.VALIDATION.key(), 0.0);
        // No rounding error may send an image to a split without a share.
        return new SplitRule(splits.kind(), seed, validation == 0 && test == 0 ? 1 : train, test == 0 ? 1 : validation);
    }

    public boolean hasShares() {
        return kind.equals(Prepare.Splits.FRACTIONS);
    }

    /**
     * Returns the split of an image; empty if it must lie in the folder of a split and does not.
     *
     * @param own the input's own split of the image, or null
     * @param group group of the image, or null
     */
    public Optional<Split> of(String own, String group, String id) {
        if (hasShares()) {
            return Optional.of(byShare(group == null ? id : group));
        }
        if (own != null) {
            return Split.of(own);
        }
        return kind.equals(Prepare.Splits.FOLDERS) ? Optional.empty() : Optional.of(Split.TRAIN);
    }

    private Split byShare(String name) {
        // Other bytes than those of the order: in each split, all places must be as likely.
        long bits = ByteBuffer.wrap(ItemKey.hash(seed, name.getBytes(StandardCharsets.UTF_8)))
                .getLong(Long.BYTES);
        double fraction = (bits >>> SHIFT) / (double) (1L << (Long.SIZE - SHIFT));
        if (fraction < train) {
            return Split.TRAIN;
        }
        return fraction < train + validation ? Split.VALIDATION : Split.TEST;
    }
}
