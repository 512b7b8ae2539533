package dev.convoy.driver.prepare;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.config.Prepare;
import dev.convoy.driver.dataset.manifest.DatasetManifest;
import dev.convoy.driver.dataset.manifest.Origin;
import dev.convoy.driver.files.UserPath;
import dev.convoy.driver.prepare.image.SplitRule;
import dev.convoy.driver.prepare.image.StorageRule;
import dev.convoy.driver.prepare.source.Source;
import dev.convoy.driver.prepare.source.SourceOptions;
import dev.convoy.driver.prepare.source.detect.Sources;
import dev.convoy.driver.prepare.task.Decoding;
import dev.convoy.image.ImageDecoder;
import dev.convoy.image.ImageDecoders;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/**
 * What is to be prepared, and how: everything that is known before an image is read.
 *
 * @param decoder identity of the decoder; null if there is nothing to decode
 */
public record PreparationPlan(
        Prepare config, Source source, Origin origin, Decoding decoding, SplitRule splits, String decoder) {

    /**
     * Lists the input.
     *
     * @param decoder name of the decoder
     * @throws InvalidInputException if the input or the keys cannot be used
     */
    public static PreparationPlan of(Prepare config, String decoder, Configuration hadoop) throws IOException {
        String from = config.requiredFrom();
        UserPath input = UserPath.of("prepare.from", from, hadoop);
        requireApart(input, UserPath.of("prepare.to", config.requiredTo(), hadoop));
        Source source = Sources.open(from, options(config), hadoop);
        if (source.parts().isEmpty()) {
            throw new InvalidInputException("prepare.from must hold images", input.path(), "Check the path.");
        }
        StorageRule rule = rule(config.stored(), source);
        int channels = config.output().channels().equals(Prepare.Output.AUTO)
                ? 0
                : Integer.parseInt(config.output().channels());
        return new PreparationPlan(
                config,
                source,
                new Origin(
                        source.kind(),
                        InputFingerprint.of(source, input.path().toString()),
                        config.seed(),
                        options(config, decoder)),
                new Decoding(decoder, rule, channels),
                SplitRule.of(config.splits(), config.seed()),
                source.raw() ? null : identity(decoder));
    }

    /** Sentences for the console: what was left out, and what looks wrong. */
    List<String> notes() {
        Prepare.Input input = config.input();
        boolean isIdle = !splits.hasShares()
                && (input.groupBy().isPresent() || input.groupColumn().isPresent());
        return isIdle
                ? Stream.concat(
                                source.notes().stream(),
                                Stream.of("groups have no effect without shares in prepare.splits: each image is in the"
                                        + " input's own split, or in training"))
                        .toList()
                : source.notes();
    }

    /** A dataset among its own images would be taken for images the next time. */
    private static void requireApart(UserPath from, UserPath to) {
        String inner = to.path() + "/";
        String outer = from.path() + "/";
        if (inner.startsWith(outer) || outer.startsWith(inner)) {
            throw new InvalidInputException(
                    "prepare.to must not be in prepare.from, nor the other way round",
                    to.path() + " and " + from.path(),
                    "Give another folder.");
        }
    }

    private static SourceOptions options(Prepare config) {
        return new SourceOptions(
                "prepare.from",
                config.output().maxFileBytes(),
                config.input().pathColumn().orElse(null),
                config.input().labelColumn().orElse(null),
                config.input().groupColumn().orElse(null),
                config.input().groupBy().map(Pattern::compile).orElse(null));
    }

    private static StorageRule rule(Prepare.Stored stored, Source source) {
        if (source.raw() && stored.shortSide().isPresent()) {
            throw new InvalidInputException(
                    "prepare.short-side needs image files",
                    source.kind(),
                    "Leave it out: pixels are stored as they are.");
        }
        if (stored.shortSide().isPresent()) {
            return StorageRule.shortSide(stored.shortSide().get(), stored.quality());
        }
        if (stored.raw() || source.raw()) {
            return StorageRule.raw(
                    stored.size().map(Prepare.Size::height).orElse(0),
                    stored.size().map(Prepare.Size::width).orElse(0));
        }
        return StorageRule.original();
    }

    /** Returns the keys that change what is written. */
    private static Map<String, String> options(Prepare config, String decoder) {
        Map<String, String> options = new TreeMap<>();
        options.put("data.decoder", decoder);
        Prepare.Splits splits = config.splits();
        options.put(
                "prepare.splits",
                splits.fractions().isEmpty() ? splits.kind() : new TreeMap<>(splits.fractions()).toString());
        Prepare.Input input = config.input();
        input.groupBy().ifPresent(value -> options.put("prepare.group-by", value));
        input.labelColumn().ifPresent(value -> options.put("prepare.label-column", value));
        input.pathColumn().ifPresent(value -> options.put("prepare.path-column", value));
        input.groupColumn().ifPresent(value -> options.put("prepare.group-column", value));
        Prepare.Stored stored = config.stored();
        stored.shortSide().ifPresent(pixels -> {
            options.put("prepare.short-side", Integer.toString(pixels));
            options.put("prepare.quality", Integer.toString(stored.quality()));
        });
        options.put("prepare.raw", Boolean.toString(stored.raw()));
        stored.size().ifPresent(size -> options.put("prepare.size", size.toString()));
        Prepare.Output output = config.output();
        options.put("prepare.channels", output.channels());
        options.put("prepare.shard-bytes", Long.toString(output.shardBytes()));
        options.put("prepare.max-file-bytes", Long.toString(output.maxFileBytes()));
        return options;
    }

    private static String identity(String decoder) {
        try (ImageDecoder opened = ImageDecoders.open(decoder)) {
            return opened.identity();
        }
    }

    /** @throws InvalidInputException if a dataset was prepared from something else, or otherwise */
    public void requireSame(DatasetManifest present) {
        if (present.origin().equals(origin)) {
            return;
        }
        throw new InvalidInputException(
                "prepare.to must be new, or the dataset of the same input, seed and options",
                config.requiredTo() + ", " + difference(present.origin()),
                "Give another folder, or remove that dataset first.");
    }

    private String difference(Origin present) {
        if (present.seed() != origin.seed()) {
            return "prepared with prepare.seed = " + present.seed() + ", now " + origin.seed();
        }
        Map<String, String> all = new TreeMap<>(present.options());
        all.putAll(origin.options());
        for (String key : all.keySet()) {
            String before = present.options().get(key);
            String now = origin.options().get(key);
            if (!Objects.equals(before, now)) {
                return "prepared with " + key + " = " + before + ", now " + now;
            }
        }
        return "prepared from other files";
    }
}
