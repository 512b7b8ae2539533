/** A client of MLflow's tracking server, over its REST interface, for {@code jobs} to open. */
package dev.convoy.driver.live.mlflow;
