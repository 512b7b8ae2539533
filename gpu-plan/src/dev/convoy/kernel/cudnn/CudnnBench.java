package dev.convoy.kernel.cudnn;

import dev.convoy.kernel.*;
import dev.convoy.kernel.graph.*;
import java.lang.reflect.*;
import java.util.*;
import org.bytedeco.javacpp.*;

/** Images per second of whole training steps, rounds of 20: CudnnBench bench.bin NAME PRECISION [batch]; then the dearest steps. */
public final class CudnnBench {
    public static void main(String[] args) throws Exception {
        new CudaCards().load(LibrarySearch.ofProcess().find());
        Precision precision = Precision.of(args[2]);
        Case one = CudnnCheck.read(args[0]).stream().filter(c -> c.name().equals(args[1])).findFirst().orElseThrow();
        int size = args.length > 3 ? Integer.parseInt(args[3]) : one.batch();
        int tau = Integer.getInteger("tau", 20);
        Random random = new Random(1);
        double[] start = CudnnCheck.parameters(one.network(), random);
        float[] narrow = new float[start.length]; for (int i = 0; i < narrow.length; i++) narrow[i] = (float) start[i];
        Batch[] batches = {CudnnCheck.batch(one.network(), size, random, false), CudnnCheck.batch(one.network(), size, random, false)};
        boolean adam = args[1].equals("vgg-small");
        List<SegmentUpdate> update = List.of(new SegmentUpdate(adam ? SegmentUpdate.Rule.ADAM : SegmentUpdate.Rule.NESTEROVS, 0, narrow.length, 0, narrow.length, size, 1e-4f, 0, 1e-4f, 0.9f, 0.999f, 1e-8f));
        long states = (adam ? 2L : 1L) * narrow.length;
        try (CudnnKernel kernel = new CudnnKernel(one.network(), precision, 0); FloatPointer p = new FloatPointer(narrow); FloatPointer s = new FloatPointer(states)) {
            s.zero();
            long before = System.nanoTime();
            kernel.begin(p, s, states); kernel.step(batches[0], update); kernel.end(p, s);
            System.out.printf("first step with compiling: %.1f s%n", (System.nanoTime() - before) / 1e9);
            List<Double> rates = new ArrayList<>(); double loss = 0;
            for (int round = 0; round < Integer.getInteger("rounds", 6); round++) {
                long t = System.nanoTime();
                kernel.begin(p, s, states);
                for (int step = 0; step < tau; step++) kernel.step(batches[step & 1], update);
                loss = kernel.end(p, s);
                rates.add(tau * size / ((System.nanoTime() - t) / 1e9));
            }
            System.out.printf("%s batch %d %s: images/s by round (copies in and out, uploads included) %s, loss %.3f%n", args[1], size, precision.key(), rates.stream().map(r -> String.format("%.0f", r)).toList(), loss / tau / size);
            profile(kernel, size);
        }
    }

    /** Each launch by itself, five times, waiting: where the time goes. */
    private static void profile(CudnnKernel kernel, int size) throws Exception {
        Card card = (Card) field(kernel, "card");
        Object program = field(((Map<?, ?>) field(kernel, "bySize")).get(size), "program");
        Map<String, long[]> times = new TreeMap<>();
        List<String> dearest = new ArrayList<>();
        for (String pass : new String[] {"forward", "backward"}) {
            int index = 0;
            for (Object o : (List<?>) field(program, pass)) {
                Step step = (Step) o;
                step.run(); card.await();
                long t = System.nanoTime();
                for (int i = 0; i < 5; i++) step.run();
                card.await();
                long took = (System.nanoTime() - t) / 5;
                String name = pass + " " + (step instanceof Launch ? ((String) field(step, "doing")).substring(10) : step.getClass().getSimpleName());
                long[] sum = times.computeIfAbsent(name, k -> new long[2]); sum[0] += took; sum[1]++;
                dearest.add(String.format("%9.3f ms  %s #%d", took / 1e6, name, index++));
            }
        }
        long total = times.values().stream().mapToLong(v -> v[0]).sum();
        System.out.printf("launches one by one: %.2f ms%n", total / 1e6);
        times.entrySet().stream().sorted((a, b) -> Long.compare(b.getValue()[0], a.getValue()[0])).limit(25).forEach(e -> System.out.printf("%9.3f ms %5.1f %% %4d x %s%n", e.getValue()[0] / 1e6, 100.0 * e.getValue()[0] / total, e.getValue()[1], e.getKey()));
        dearest.stream().sorted(Comparator.reverseOrder()).limit(15).forEach(System.out::println);
    }

    private static Object field(Object of, String name) throws Exception {
        Field f = of.getClass().getDeclaredField(name); f.setAccessible(true); return f.get(of);
    }
}
