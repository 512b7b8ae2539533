package dev.convoy.driver.explain;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * A layer in the page's data.
 *
 * @param id number of its value; 0 is the image
 * @param kind what it computes, a word that the page's scripts know
 * @param inputs numbers of the values that it reads
 * @param shape channels, height and width of its value
 * @param kept channels whose maps the page has, strongest first
 * @param stored whether the page holds the maps' numbers; others it computes from the layer's inputs
 * @param details what else the page needs to compute it
 */
record PageNode(
        int id,
        String name,
        String kind,
        List<Integer> inputs,
        List<Integer> shape,
        int[] kept,
        boolean stored,
        Details details) {
    /**
     * The numbers of a layer; null for those that its kind does not have.
     *
     * @param window kernel, stride, dilation (height, width each), padding (top, left, bottom, right)
     * @param weights filters of a convolution: for each kept output and each kept input of its group, row-major
     * @param bias of each kept output
     * @param scale factor of each kept channel
     * @param shift term of each kept channel
     * @param function name of an activation function, an operation or a kind of pooling
     * @param alpha constant of the activation function
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Details(
            List<Integer> window,
            Integer groups,
            String weights,
            String bias,
            String scale,
            String shift,
            String function,
            Double alpha) {
        static final Details NONE = new Details(null, null, null, null, null, null, null, null);

        static Details function(String name, Double alpha) {
            return new Details(null, null, null, null, null, null, name, alpha);
        }
    }
}
