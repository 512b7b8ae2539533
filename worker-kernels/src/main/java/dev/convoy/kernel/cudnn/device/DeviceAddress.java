package dev.convoy.kernel.cudnn.device;

import org.bytedeco.javacpp.Pointer;

/** A place in a GPU's memory, as JavaCPP passes it on: never to be read from here. */
public final class DeviceAddress extends Pointer {
    public DeviceAddress(long address) {
        this.address = address;
    }
}
