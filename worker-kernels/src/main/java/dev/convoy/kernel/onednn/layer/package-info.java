/** One class for each family of primitives. It appends its calls to a program: forward, then backward. */
package dev.convoy.kernel.onednn.layer;
