package dev.convoy.kernel.cudnn;

import org.bytedeco.javacpp.Pointer;

/** A place in a card's memory, as JavaCPP passes it on: never to be read from here. */
final class Address extends Pointer {
    Address(long address) {
        this.address = address;
    }
}
