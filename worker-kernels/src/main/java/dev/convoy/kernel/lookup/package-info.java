/** Chooses the engine that computes, and says why not the others. Only this package and benchmarks name the engines. */
package dev.convoy.kernel.lookup;
