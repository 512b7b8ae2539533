/** The ground that every package stands on: the error for wrong input, and a vector of numbers with a data type. */
package dev.convoy.base;
