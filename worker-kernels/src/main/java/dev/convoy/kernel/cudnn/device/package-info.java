/**
 * One GPU: its libraries, memory, streams and the modules compiled for it by NVRTC. The libraries come from the node: {@link
 * dev.convoy.kernel.cudnn.device.LibrarySearch} finds them.
 */
package dev.convoy.kernel.cudnn.device;
