package dev.convoy.kernel.onednn.program;

import java.util.List;
import org.bytedeco.dnnl.memory;

/** A step in Java, for work that is too small or too rare for a primitive. */
public record JavaStep(List<memory> touches, Runnable body) implements Step {
    @Override
    public void run() {
        body.run();
    }
}
