package dev.convoy.driver.explain;

import java.util.List;

/**
 * What a network says about an image, and which pixels mattered for that.
 *
 * @param outputs of the network: probabilities, unless its loss is for other values
 * @param predicted number of the class with the greatest output
 * @param gradCam strength of each position of the last convolution's maps for the predicted class; null if there is no
 *     convolution
 * @param occlusion how much the predicted class's output falls if a cell of the image is covered
 */
record Evidence(List<Float> outputs, int predicted, Grid gradCam, Grid occlusion) {
    /** Numbers of a grid over an image, row-major. */
    record Grid(int height, int width, float[] values) {}
}
