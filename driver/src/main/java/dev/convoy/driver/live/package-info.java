/** Views of a run while it goes on: its points are passed to sinks on threads of their own. */
package dev.convoy.driver.live;
