package dev.convoy.driver.explain;

/**
 * An image as a network sees it.
 *
 * @param name its path, for people
 * @param label number of its class among the network's, or −1 if it has none
 * @param pixels unsigned bytes, height × width × channels
 */
public record NetworkImage(String name, int label, byte[] pixels) {}
