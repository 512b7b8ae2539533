package dev.convoy.driver.prepare.task;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.prepare.image.StorageRule;
import dev.convoy.driver.prepare.source.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/** Tells beforehand what each form would take: bytes, and time to decode. */
public final class Estimate {
    private static final int PARTS = 8;
    private static final int IMAGES_OF_PART = 25;
    private static final int SHORT_SIDE = 256;
    private static final int RAW_SIDE = 224;

    private Estimate() {}

    /** @param quality JPEG quality of the form with a short side */
    public static void print(
            JavaSparkContext spark,
            Broadcast<SerializableConfiguration> hadoop,
            Source source,
            Decoding decoding,
            int quality,
            Consumer<String> console) {
        if (source.raw()) {
            return;
        }
        StorageRule chosen = decoding.rule();
        List<StorageRule> forms = new ArrayList<>(List.of(
                StorageRule.original(),
                StorageRule.shortSide(SHORT_SIDE, quality),
                StorageRule.raw(0, 0),
                StorageRule.raw(RAW_SIDE, RAW_SIDE)));
        if (!forms.contains(chosen)) {
            forms.add(chosen);
        }
        Sample sample = SourceRdd.of(
                        spark, source.some(PARTS), hadoop, new SampleForms(decoding.decoder(), forms, IMAGES_OF_PART))
                .collect()
                .stream()
                .map(Sample::of)
                .reduce(new Sample(forms.size()), Sample::merge);
        if (sample.images() == 0) {
            return;
        }
        if (chosen.isRaw() && chosen.height() == 0 && sample.hasSeveralSizes()) {
            throw severalSizes("some of the first " + sample.images() + " images differ");
        }
        double images = source.bytes() / sample.inputBytesEach();
        console.accept(String.format(
                Locale.ROOT, "estimate for about %,.0f images, from a sample of %d:", images, sample.images()));
        StorageRule unsuited = sample.hasSeveralSizes() ? StorageRule.raw(0, 0) : StorageRule.raw(RAW_SIDE, RAW_SIDE);
        for (int form = 0; form < forms.size(); form++) {
            StorageRule rule = forms.get(form);
            if (rule.equals(chosen) || !rule.equals(unsuited)) {
                console.accept(String.format(
                        Locale.ROOT,
                        "  %-22s %9s  %9s an image  decoded in %5.2f ms%s",
                        option(rule),
                        bytes(images * sample.bytesEach(form)),
                        bytes(sample.bytesEach(form)),
                        sample.millisEach(form),
                        rule.equals(chosen) ? "  <- chosen" : ""));
            }
        }
    }

    public static InvalidInputException severalSizes(String given) {
        return new InvalidInputException(
                "prepare.raw without prepare.size needs images of one size", given, "Add --size, such as 224x224.");
    }

    private static String option(StorageRule form) {
        if (form.isRaw()) {
            return form.height() == 0 ? "--raw" : "--raw --size " + form.height() + "x" + form.width();
        }
        return form.shortSide() == 0 ? "original" : "--short-side " + form.shortSide();
    }

    public static String bytes(long count) {
        return bytes((double) count);
    }

    private static String bytes(double count) {
        String[] units = {"B", "kB", "MB", "GB", "TB", "PB"};
        int unit = 0;
        double value = count;
        while (value >= 999.5 && unit < units.length - 1) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 || value >= 99.95 ? "%.0f %s" : "%.1f %s", value, units[unit]);
    }
}
