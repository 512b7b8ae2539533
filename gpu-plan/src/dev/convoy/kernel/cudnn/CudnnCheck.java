package dev.convoy.kernel.cudnn;

import dev.convoy.kernel.*;
import dev.convoy.kernel.graph.*;
import dev.convoy.kernel.graph.LayerSpec.*;
import dev.convoy.kernel.graph.Network.Node;
import java.io.*;
import java.lang.reflect.Constructor;
import java.util.*;
import org.bytedeco.javacpp.*;
import org.nd4j.linalg.api.buffer.DataType;

/** cudnn against reference, case by case: CudnnCheck cases.bin float32|tf32|bfloat16 [part of a name]. Needs no ND4J backend. */
public final class CudnnCheck {
    private static int failures;

    public static void main(String[] args) throws Exception {
        Precision precision = Precision.of(args[1]);
        String wanted = args.length > 2 ? args[2] : "";
        long fresh = Long.getLong("fresh", System.nanoTime());
        System.out.println("inputs of this run: -Dfresh=" + fresh);
        Optional<String> missing = LibrarySearch.ofProcess().find().missing(LibrarySearch.ofProcess().looked());
        if (missing.isPresent()) { System.out.println(missing.get()); System.exit(2); }
        LibrarySearch.ofProcess().find().files().forEach((l, f) -> System.out.println("  " + f));
        new CudaCards().load(LibrarySearch.ofProcess().find());
        System.out.println(new CudaCards().name(0) + " " + CudnnProvider.dotted(new CudaCards().capability(0)) + ", cuDNN " + CudaCards.cudnnVersion() + ", CUDA " + CudaCards.runtimeVersion());
        List<Case> cases = read(args[0]);
        double tolerance = precision == Precision.BFLOAT16 ? 2e-2 : precision == Precision.TF32 ? 1e-2 : 1e-3;
        int done = 0; double worst = 0;
        for (Case one : cases) {
            if (!one.name().contains(wanted)) continue;
            if (precision != Precision.FLOAT32 && hasMaximum(one.network())) continue; // which of two is greater hangs on the last digit
            Network network = precision == Precision.FLOAT32 ? one.network() : smooth(one.network());
            try { worst = Math.max(worst, check(one, network, precision, tolerance, fresh + one.seed())); }
            catch (Throwable e) { failures++; System.out.println("FAIL  " + one.name() + ": " + e); if (failures < 4) e.printStackTrace(System.out); if (e instanceof CudaFailure f && f.lasts()) break; }
            done++;
        }
        System.out.printf("%d cases in %s, %d failures, worst %.2e of tolerance %.0e%n", done, precision.key(), failures, worst, tolerance);
        System.exit(failures == 0 ? 0 : 1);
    }

    @SuppressWarnings("unchecked")
    static List<Case> read(String file) throws Exception {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(new FileInputStream(file)))) { return (List<Case>) Codec.read(in); }
    }

    private static GradientKernel reference(Network network) throws Exception {
        Constructor<?> c = Class.forName("dev.convoy.kernel.reference.ReferenceKernel").getDeclaredConstructor(Network.class, DataType.class);
        c.setAccessible(true);
        return (GradientKernel) c.newInstance(network, DataType.DOUBLE);
    }

    private static double check(Case one, Network network, Precision precision, double tolerance, long seed) throws Exception {
        boolean rounded = precision != Precision.FLOAT32;
        Random random = new Random(seed);
        double[] parameters = parameters(network, random);
        if (rounded) Arrays.setAll(parameters, i -> bf((float) parameters[i]));
        Batch batch = batch(network, one.batch(), random, rounded);
        double[] wanted = new double[parameters.length]; double wantedLoss; float[] wantedShown = new float[one.batch() * network.outputs()];
        try (GradientKernel kernel = reference(network); DoublePointer p = new DoublePointer(parameters); DoublePointer g = new DoublePointer(parameters.length)) {
            wantedLoss = kernel.gradient(p, batch, g); g.get(wanted); kernel.evaluate(p, batch, wantedShown);
        }
        float[] narrow = new float[parameters.length]; for (int i = 0; i < narrow.length; i++) narrow[i] = (float) parameters[i];
        float[] seen = poison(narrow.length), again = poison(narrow.length), shown = poison(wantedShown.length);
        double loss, lossAgain; String update;
        try (CudnnKernel kernel = new CudnnKernel(network, precision, 0); FloatPointer p = new FloatPointer(narrow); FloatPointer g = new FloatPointer(seen)) {
            loss = kernel.gradient(p, batch, g); g.get(seen);
            kernel.evaluate(p, batch, shown);
            g.put(poison(narrow.length)); lossAgain = kernel.gradient(p, batch, g); g.get(again);
            update = updates(kernel, narrow, batch, seed);
        }
        StringBuilder wrong = new StringBuilder(update);
        double worst = Math.abs(loss - wantedLoss) / Math.abs(wantedLoss); String where = "loss";
        if (!(worst <= tolerance)) wrong.append(" loss ").append(loss).append(" for ").append(wantedLoss);
        for (Node node : network.nodes()) {
            int[] places = places(node.layer()); if (places.length == 0) continue;
            double greatest = 0, off = 0; for (int i : places) { greatest = Math.max(greatest, Math.abs(wanted[i])); off = Math.max(off, Double.isNaN(seen[i]) ? Double.MAX_VALUE : Math.abs(seen[i] - wanted[i])); }
            double relative = off == 0 ? 0 : off / greatest;
            if (relative > worst) { worst = relative; where = node.layer().name(); }
            if (relative > tolerance) wrong.append(" gradient of ").append(node.layer().name()).append(" off by ").append(String.format("%.1e", relative));
        }
        for (int i = 0; i < shown.length; i++) if (!(Math.abs(shown[i] - wantedShown[i]) <= tolerance * Math.max(1, Math.abs(wantedShown[i])))) { wrong.append(" output ").append(i).append(": ").append(shown[i]).append(" for ").append(wantedShown[i]); break; }
        if (!Arrays.equals(seen, again) || loss != lossAgain) wrong.append(" differs when repeated");
        if (wrong.length() > 0) failures++;
        System.out.printf("%s %.1e (%s) %s batch %d%s%n", wrong.length() > 0 ? "FAIL " : "ok   ", worst, where, one.name(), one.batch(), wrong);
        return worst;
    }

    /** Three steps on the card against gradients from it and the same formulas here. */
    private static String updates(CudnnKernel kernel, float[] start, Batch batch, long seed) {
        StringBuilder wrong = new StringBuilder();
        SegmentUpdate.Rule rule = SegmentUpdate.Rule.values()[(int) Math.floorMod(seed, 5L)];
        int n = start.length, cut = n / 3;
        float[] p = start.clone(), s = new float[2 * n], g = new float[n];
        List<SegmentUpdate> update = new ArrayList<>();
        for (int[] part : new int[][] {{0, cut}, {cut, n}}) update.add(new SegmentUpdate(rule, part[0], part[1], part[0], n + part[0], part[0] == 0 ? batch.size() : 1, 0.01f, part[0] == 0 ? 0.001f : 0, 1e-3f, 0.9f, 0.99f, 1e-6f));
        double losses = 0;
        for (int step = 0; step < 3; step++) {
            try (FloatPointer pp = new FloatPointer(p); FloatPointer gp = new FloatPointer(n)) { losses += kernel.gradient(pp, batch, gp); gp.get(g); }
            for (SegmentUpdate u : update) for (int i = u.from(); i < u.to(); i++) {
                int a = u.firstState() + i - u.from(), b = u.secondState() + i - u.from(); float q = g[i] / u.divisor() + u.l2() * p[i], c = q;
                switch (rule) {
                    case SUBTRACT -> {} case SGD -> c = u.rate() * q;
                    case NESTEROVS -> { float before = u.first() * s[a]; s[a] = before - u.rate() * q; c = before - (1 + u.first()) * s[a]; }
                    case RMS_PROP -> { s[a] = u.first() * s[a] + (1 - u.first()) * q * q; c = u.rate() * q / ((float) Math.sqrt(s[a]) + u.epsilon()); }
                    case ADAM -> { s[a] = u.first() * s[a] + (1 - u.first()) * q; s[b] = u.second() * s[b] + (1 - u.second()) * q * q; c = u.rate() * s[a] / ((float) Math.sqrt(s[b]) + u.epsilon()); }
                }
                p[i] -= c + u.decay() * p[i];
            }
        }
        try (FloatPointer pp = new FloatPointer(start); FloatPointer sp = new FloatPointer(new float[2 * n])) {
            kernel.begin(pp, sp, 2L * n);
            for (int step = 0; step < 3; step++) kernel.step(batch, update);
            double loss = kernel.end(pp, sp);
            float[] got = new float[n]; pp.get(got);
            if (Math.abs(loss - losses) > 1e-2 * Math.abs(losses)) wrong.append(" loss of a round ").append(loss).append(" for ").append(losses);
            double scale = 1e-6; for (int i = 0; i < n; i++) scale = Math.max(scale, Math.abs(p[i]));
            if (rule != SegmentUpdate.Rule.SUBTRACT) for (int i = 0; i < n; i++) if (!(Math.abs(got[i] - p[i]) <= 2e-3 * scale)) { wrong.append(" ").append(rule).append(" parameter ").append(i).append(": ").append(got[i]).append(" for ").append(p[i]); break; }
        }
        return wrong.toString();
    }

    static float[] poison(int n) { float[] a = new float[n]; Arrays.fill(a, Float.NaN); return a; }

    static Batch batch(Network network, int size, Random random, boolean rounded) {
        float[] features = new float[Math.toIntExact(size * network.input().size())];
        for (int i = 0; i < features.length; i++) features[i] = rounded ? bf((float) random.nextGaussian()) : (float) random.nextGaussian();
        float[] labels = new float[size * network.outputs()];
        for (int n = 0; n < size; n++) labels[n * network.outputs() + random.nextInt(network.outputs())] = 1;
        return new Batch(size, features, labels, random.nextLong());
    }

    static float bf(float v) { int b = Float.floatToRawIntBits(v); return Float.intBitsToFloat(b + 0x7fff + (b >>> 16 & 1) & 0xffff0000); }

    private static int[] places(LayerSpec spec) {
        List<Integer> all = new ArrayList<>();
        if (spec instanceof Convolution c) { filter(all, c.filter(), c.groups(), c.output().channels() / c.groups(), c.input().channels() / c.groups(), c.window()); bias(all, c.filter().biasOffset(), c.output()); }
        if (spec instanceof Deconvolution c) { filter(all, c.filter(), 1, c.output().channels(), c.input().channels(), c.window()); bias(all, c.filter().biasOffset(), c.output()); }
        if (spec instanceof Dense d) { for (long i = 0; i < d.weights(); i++) all.add((int) (d.weightsOffset() + i)); bias(all, d.biasOffset(), d.output()); }
        if (spec instanceof BatchNormalization b) for (long i = b.parameterOffset(); i < b.varianceOffset() + b.output().channels(); i++) all.add((int) i);
        return all.stream().mapToInt(i -> i).toArray();
    }

    private static void filter(List<Integer> all, Filter f, int groups, int outputs, int inputs, Window w) {
        for (int g = 0; g < groups; g++) for (int o = 0; o < outputs; o++) for (int i = 0; i < inputs; i++) for (int u = 0; u < w.kernelHeight(); u++) for (int v = 0; v < w.kernelWidth(); v++) all.add((int) f.weight(g, o, i, u, v));
    }

    private static void bias(List<Integer> all, long offset, Shape output) { if (offset >= 0) for (int i = 0; i < output.channels(); i++) all.add((int) (offset + i)); }

    static double[] parameters(Network network, Random random) {
        double[] values = new double[Math.toIntExact(network.parameters())];
        for (Node node : network.nodes()) {
            int[] places = places(node.layer());
            if (node.layer() instanceof BatchNormalization b) for (int i : places) {
                double around = random.nextDouble() - 0.5; long kind = (i - b.parameterOffset()) / b.output().channels() + (b.locked() ? 2 : 0);
                values[i] = (float) (kind == 0 ? 1 + around : kind < 3 ? around : b.logDeviation() ? 0.4 * around : 1 + around);
            } else for (int i : places) values[i] = (float) (random.nextGaussian() * Math.sqrt((double) node.layer().output().channels() / places.length));
        }
        return values;
    }

    private static boolean hasMaximum(Network n) {
        return n.nodes().stream().anyMatch(node -> node.layer() instanceof Pooling p && p.kind() == Pooling.Kind.MAX || node.layer() instanceof ElementWise e && e.operation() == ElementWise.Operation.MAX);
    }

    private static Network smooth(Network n) {
        List<Node> nodes = n.nodes().stream().map(node -> node.layer() instanceof Activate a && a.activation().kind() == Activation.Kind.RELU
                ? new Node(new Activate(a.name(), a.output(), new Activation(Activation.Kind.TANH, 0)), node.inputs()) : node).toList();
        return new Network(n.input(), nodes, n.loss(), n.parameters());
    }
}
