/** TensorBoard's event files, for {@code jobs} to open. */
package dev.convoy.driver.live.tensorboard;
