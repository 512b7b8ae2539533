/** Requests from outside to a run that is under way: to hold, to go on, to stop. */
package dev.convoy.driver.control;
