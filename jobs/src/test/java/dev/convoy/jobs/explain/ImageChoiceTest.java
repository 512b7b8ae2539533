package dev.convoy.jobs.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.driver.explain.NetworkImage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImageChoiceTest {
    private final List<NetworkImage> images = new ArrayList<>();
    private final List<float[]> outputs = new ArrayList<>();

    private void image(String name, int label, int predicted, double output) {
        float[] all = new float[3];
        all[predicted] = (float) output;
        images.add(new NetworkImage(name, label, new byte[0]));
        outputs.add(all);
    }

    private List<String> chosen(int most) {
        return new ImageChoice(most)
                .of(images, outputs).stream().map(NetworkImage::name).toList();
    }

    @Test
    void aConfidentMistakeIsNextToAnImageOfItsClass() {
        image("right 0", 0, 0, 0.9);
        image("wrong", 1, 0, 0.6);
        image("right 1", 1, 1, 0.5);
        image("more wrong", 1, 2, 0.8);

        assertThat(chosen(2)).containsExactly("more wrong", "right 1");
        assertThat(chosen(4)).containsExactly("more wrong", "right 1", "wrong", "right 0");
    }

    @Test
    void mistakesAloneFillThePage() {
        image("a", 1, 0, 0.6);
        image("b", 1, 0, 0.9);
        image("c", 2, 0, 0.7);

        assertThat(chosen(4)).containsExactly("b", "c", "a");
        assertThat(chosen(2)).containsExactly("b", "c");
    }
}
