/**
 * The definition of correct: naive loops in double, each method with the formula it implements.
 *
 * <p>Every other kernel is tested against this one, and this one against finite differences. It favours being obviously
 * right over everything else; its classes hold no state between calls.
 */
package dev.convoy.kernel.reference;
