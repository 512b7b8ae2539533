/**
 * The primitives of one network in the order of their execution, and the plan that gives every buffer its address in one
 * arena: {@link dev.convoy.kernel.onednn.program.Program}.
 */
package dev.convoy.kernel.onednn.program;
