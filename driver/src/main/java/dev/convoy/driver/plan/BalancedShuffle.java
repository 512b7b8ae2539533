package dev.convoy.driver.plan;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Draws examples so that the classes of each window are drawn equally often. Steps, minibatches and windows are those of
 * another shuffle: an epoch draws as many examples as there are. A window has no examples of a class that is not in it.
 */
final class BalancedShuffle implements Shuffle {
    /** Each task uses one window at a time, and two where one follows the other. */
    private static final int MAX_TABLES = 2 * Runtime.getRuntime().availableProcessors();

    private final Shuffle steps;
    private final ShardLine line;
    private final Labels labels;
    private final long seed;
    /** By the position of the window's first example. The one that was not used for longest is dropped. */
    private final Map<Long, WindowClasses> tables = new LinkedHashMap<>(16, 0.75f, true);

    /** @param steps says which places of which windows belong to a minibatch */
    BalancedShuffle(Shuffle steps, ShardLine line, Labels labels, long seed) {
        this.steps = steps;
        this.line = line;
        this.labels = labels;
        this.seed = seed;
    }

    @Override
    public long[] minibatch(int worker, int step) {
        Places places = steps.places(worker, step);
        long[] positions = new long[places.count()];
        long at = places.from();
        for (Window window : steps.windows(worker, step, step + 1)) {
            ClassTable table = table(window);
            for (; at < Math.min(places.to(), window.end()); at++) {
                positions[(int) (at - places.from())] = window.start() + table.draw(at - window.start());
            }
        }
        return positions;
    }

    @Override
    public Places places(int worker, int step) {
        return steps.places(worker, step);
    }

    @Override
    public List<Window> windows(int worker, int from, int to) {
        return steps.windows(worker, from, to);
    }

    private ClassTable table(Window window) {
        WindowClasses classes;
        synchronized (tables) {
            classes = tables.computeIfAbsent(window.start(), start -> new WindowClasses(window));
            if (tables.size() > MAX_TABLES) {
                tables.remove(tables.keySet().iterator().next());
            }
        }
        return classes.table();
    }

    /** Reads a window's labels when it is first asked, and again if that failed; who needs the same window waits. */
    private final class WindowClasses {
        private final Window window;
        private ClassTable table;

        WindowClasses(Window window) {
            this.window = window;
        }

        synchronized ClassTable table() {
            if (table == null) {
                int[] classes = line.classes(window.start(), window.end(), labels);
                table = new ClassTable(Seeds.derive(seed, window.start()), classes);
            }
            return table;
        }
    }
}
