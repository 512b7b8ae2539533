package dev.convoy.augment.mix;

import dev.convoy.augment.Augmentation;
import dev.convoy.augment.Augmentations;
import dev.convoy.augment.Kind;
import dev.convoy.base.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Mixes the examples of minibatches, pixels and labels. If there is mixup and CutMix, each minibatch gets one of the two,
 * with probability 1/2. Safe for any number of threads.
 */
public final class Mixer {
    /** Tells its random choices from others for the same minibatch. */
    private static final long PURPOSE = "mix".hashCode();

    private final List<Mixture> mixtures = new ArrayList<>();

    public Mixer(Augmentations augmentations) {
        for (Augmentation augmentation : augmentations.all()) {
            if (augmentation.kind() == Kind.MIXUP) {
                mixtures.add(new Mixup(new BetaDistribution(augmentation.number(0))));
            } else if (augmentation.kind() == Kind.CUTMIX) {
                mixtures.add(new Cutmix(new BetaDistribution(augmentation.number(0))));
            }
        }
    }

    /** Whether examples depend on the others of their minibatch. */
    public boolean mixes() {
        return !mixtures.isEmpty();
    }

    /**
     * Mixes the examples, if there is a mixture.
     *
     * @param seed of the minibatch
     */
    public void mix(Examples examples, long seed) {
        if (!mixes() || examples.count() < 2) {
            return;
        }
        RandomStream random = new RandomStream(RandomStream.derive(seed, PURPOSE));
        Mixture mixture = mixtures.get(random.below(mixtures.size()));
        int length = examples.length();
        int last = (examples.count() - 1) * length;
        double own = mixture.mix(examples, random, Arrays.copyOfRange(examples.pixels(), last, last + length));
        mixLabels(examples, (float) own);
    }

    private static void mixLabels(Examples examples, float own) {
        int classes = examples.classes();
        float[] labels = examples.labels();
        int last = (examples.count() - 1) * classes;
        float[] lastLabels = Arrays.copyOfRange(labels, last, last + classes);
        for (int i = examples.count() * classes - 1; i >= 0; i--) {
            float partner = i < classes ? lastLabels[i] : labels[i - classes];
            labels[i] = own * labels[i] + (1 - own) * partner;
        }
    }
}
