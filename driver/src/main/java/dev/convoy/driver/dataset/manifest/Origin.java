package dev.convoy.driver.dataset.manifest;

import java.util.Map;

/**
 * What a dataset was prepared from: two datasets with equal origins have the same bytes.
 *
 * @param kind what lay at {@code prepare.from}, in words
 * @param fingerprint text that changes with the input's names and sizes
 * @param seed seed of order and splits
 * @param options the keys {@code prepare.*} that change what is written, as they were resolved
 */
public record Origin(String kind, String fingerprint, long seed, Map<String, String> options) {}
