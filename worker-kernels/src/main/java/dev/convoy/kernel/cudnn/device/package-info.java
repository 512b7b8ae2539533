/**
 * Access to one GPU: its libraries, memory, streams, and the modules that NVRTC compiles for it. The libraries come
 * from the node: {@link dev.convoy.kernel.cudnn.device.LibrarySearch} finds them.
 */
package dev.convoy.kernel.cudnn.device;
