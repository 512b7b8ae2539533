/**
 * From the examples of a shard to the minibatches of a worker: flat files on a local disk, and threads that read, decode
 * and transform ahead of the kernel. The same examples give the same minibatches, whichever thread prepares them.
 */
package dev.convoy.feed;
