/**
 * The definition of correct: naive loops in double, each method with the formula it implements.
 *
 * <p>Every other kernel is tested against this one, and this one against finite differences. Being obviously right is
 * more important here than everything else; classes hold no state between calls.
 */
package dev.convoy.kernel.reference;
