package dev.convoy.driver.explain;

import java.util.List;
import java.util.Map;

/**
 * An image in the page's data.
 *
 * @param label number of its class; −1 if it has none
 * @param pixels height × width × channels
 * @param maps kept maps of each stored value, one after the other
 * @param vectors values without positions, in full
 * @param rests sum of the maps that are left out
 * @param dense the strongest units of dense layers
 * @param evidence what each network says: the explained one, and the one that it is compared with
 */
record PageImage(
        String name,
        int label,
        String pixels,
        Map<Integer, String> maps,
        Map<Integer, String> vectors,
        Map<Integer, Rest> rests,
        Map<Integer, List<DenseUnit>> dense,
        List<Evidence> evidence) {}
