package dev.convoy.driver.explain;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * Everything that a page shows of a network, as its scripts read it.
 *
 * @param network what it is, for people
 * @param input channels, height and width of an image
 * @param mean of each channel, in pixel units, which is subtracted from pixels
 * @param std of each channel, by which they are then divided
 * @param loss kind of the loss, which says what the last value means
 * @param nodes layers, in an order in which they can be computed
 * @param compared the network that it is compared with; null if there is none
 * @param notes sentences about what the page leaves out
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Explanation(
        String network,
        List<String> classes,
        List<Integer> input,
        double[] mean,
        double[] std,
        String loss,
        List<PageNode> nodes,
        List<PageImage> images,
        Compared compared,
        List<String> notes) {
    /**
     * A network of the same classes.
     *
     * @param filters kept filters of its first convolution; null if that differs from the explained network's
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Compared(String name, String filters) {}
}
