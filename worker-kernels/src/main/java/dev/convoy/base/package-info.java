/** The base of all other packages: the exception for wrong input, and a vector of numbers with a data type. */
package dev.convoy.base;
