package dev.convoy.driver.model;

import dev.convoy.kernel.graph.Model;
import java.util.List;
import java.util.Optional;

/**
 * What {@code model} named.
 *
 * @param model its configuration's counts of iterations and epochs are those that training goes on from
 * @param weights what to start from instead of weights drawn from the seed, if a zip holds any
 * @param notes a line for each part of a zip that was not used
 */
public record LoadedModel(Model model, Optional<SavedWeights> weights, List<String> notes) {}
