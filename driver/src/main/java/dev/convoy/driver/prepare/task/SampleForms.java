package dev.convoy.driver.prepare.task;

import dev.convoy.driver.dataset.parquet.ImageRow;
import dev.convoy.driver.prepare.image.ImageFacts.Size;
import dev.convoy.driver.prepare.image.ImageIntake;
import dev.convoy.driver.prepare.image.PreparedImage;
import dev.convoy.driver.prepare.image.StorageRule;
import dev.convoy.driver.prepare.source.SourceImage;
import dev.convoy.driver.prepare.source.SourceItem;
import dev.convoy.driver.prepare.source.SourceItems;
import dev.convoy.driver.prepare.source.SourcePart;
import dev.convoy.image.ImageDecoder;
import dev.convoy.image.Raster;
import dev.convoy.image.UnreadableImageException;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/** Brings the first images of a part into several forms, to see what each would take. The first form keeps the size. */
public record SampleForms(String decoder, List<StorageRule> forms, int images)
        implements SourceRdd.Reading<SourcePart, String> {
    private static final long serialVersionUID = 1L;
    private static final long LIMIT_NANOS = 10_000_000_000L;

    @Override
    public Iterator<String> read(SourcePart part, Configuration hadoop) throws IOException {
        ImageIntake first = new Decoding(decoder, forms.get(0), 0).open();
        List<ImageIntake> intakes = forms.stream().map(first::with).toList();
        ImageDecoder again = new Decoding(decoder, StorageRule.original(), 0).decoderOfTask();
        Sample sample = new Sample(forms.size());
        long start = System.nanoTime();
        try (SourceItems items = part.read(hadoop);
                again) {
            for (int i = 0; i < images && items.hasNext() && System.nanoTime() - start < LIMIT_NANOS; i++) {
                SourceItem item = items.next();
                if (item instanceof SourceImage image && image.raw() == null) {
                    add(image, intakes, again, sample);
                }
            }
        }
        return List.of(sample.json()).iterator();
    }

    private void add(SourceImage image, List<ImageIntake> intakes, ImageDecoder again, Sample sample) {
        Raster raster = new Raster();
        long[] bytes = new long[intakes.size()];
        long[] nanos = new long[intakes.size()];
        Size size = null;
        try {
            for (int form = 0; form < bytes.length; form++) {
                PreparedImage stored = intakes.get(form).take(image, image.id());
                bytes[form] = stored.pixels().length;
                long start = System.nanoTime();
                if (!stored.encoding().equals(ImageRow.RAW)) {
                    again.decode(stored.pixels(), stored.pixels().length, raster);
                }
                nanos[form] = System.nanoTime() - start;
                size = form == 0 ? stored.facts().size() : size;
            }
        } catch (UnreadableImageException e) {
            // It is counted when all images are read.
            return;
        }
        sample.add(image.bytes().length, bytes, nanos, size);
    }
}
