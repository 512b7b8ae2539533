package dev.convoy.driver.model.keras;

import java.util.Random;

/**
 * Keras's definition of a few layers in plain loops, on one image with height, width and channels in this order, and
 * random weights as a file holds them.
 */
final class PlainForward {
    static final int HEIGHT = 4;
    static final int WIDTH = 5;
    static final int CHANNELS = 3;
    static final int KERNEL_HEIGHT = 2;
    static final int KERNEL_WIDTH = 3;
    static final int FILTERS = 2;
    static final int CLASSES = 3;
    static final int OUT_HEIGHT = HEIGHT - KERNEL_HEIGHT + 1;
    static final int OUT_WIDTH = WIDTH - KERNEL_WIDTH + 1;

    private final Random random = new Random(5);
    final float[][][] image = new float[HEIGHT][WIDTH][CHANNELS];
    final float[][][][] kernel = new float[KERNEL_HEIGHT][KERNEL_WIDTH][CHANNELS][FILTERS];
    final float[][] dense = new float[OUT_HEIGHT * OUT_WIDTH * FILTERS][CLASSES];
    final float[][] flatDense = new float[HEIGHT * WIDTH * CHANNELS][CLASSES];

    PlainForward() {
        fill(image, 1);
        fill(kernel, 1);
        // Small, so that no output is near 0 or 1.
        fill(dense, 0.1);
        fill(flatDense, 0.1);
    }

    private void fill(Object array, double deviation) {
        if (array instanceof float[] values) {
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (deviation * random.nextGaussian());
            }
        } else {
            for (Object inside : (Object[]) array) {
                fill(inside, deviation);
            }
        }
    }

    /** The image's values with its channels first, as Convoy has them. */
    float[] features() {
        float[] features = new float[CHANNELS * HEIGHT * WIDTH];
        int to = 0;
        for (int c = 0; c < CHANNELS; c++) {
            for (int y = 0; y < HEIGHT; y++) {
                for (int x = 0; x < WIDTH; x++) {
                    features[to++] = image[y][x][c];
                }
            }
        }
        return features;
    }

    /** The image's values as Flatten gives them. */
    double[] flat() {
        double[] flat = new double[HEIGHT * WIDTH * CHANNELS];
        int to = 0;
        for (float[][] row : image) {
            for (float[] pixel : row) {
                for (float value : pixel) {
                    flat[to++] = value;
                }
            }
        }
        return flat;
    }

    /** @param turned whether the kernel is turned by 180 degrees, as Theano did */
    double[] convolution(boolean turned) {
        double[] out = new double[OUT_HEIGHT * OUT_WIDTH * FILTERS];
        int to = 0;
        for (int y = 0; y < OUT_HEIGHT; y++) {
            for (int x = 0; x < OUT_WIDTH; x++) {
                for (int f = 0; f < FILTERS; f++) {
                    for (int i = 0; i < KERNEL_HEIGHT; i++) {
                        for (int j = 0; j < KERNEL_WIDTH; j++) {
                            float[][] tap = turned ? kernel[KERNEL_HEIGHT - 1 - i][KERNEL_WIDTH - 1 - j] : kernel[i][j];
                            for (int c = 0; c < CHANNELS; c++) {
                                out[to] += (double) image[y + i][x + j][c] * tap[c][f];
                            }
                        }
                    }
                    to++;
                }
            }
        }
        return out;
    }

    static double[] reluUpTo(double most, double[] values) {
        double[] out = values.clone();
        for (int i = 0; i < out.length; i++) {
            out[i] = Math.min(most, Math.max(0, out[i]));
        }
        return out;
    }

    /** A dense layer without bias, and a softmax. */
    static double[] softmax(double[] values, float[][] weights) {
        double[] out = new double[CLASSES];
        double sum = 0;
        for (int k = 0; k < CLASSES; k++) {
            for (int i = 0; i < values.length; i++) {
                out[k] += values[i] * weights[i][k];
            }
            out[k] = Math.exp(out[k]);
            sum += out[k];
        }
        for (int k = 0; k < CLASSES; k++) {
            out[k] /= sum;
        }
        return out;
    }
}
