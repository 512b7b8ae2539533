package dev.convoy.kernel.cudnn.device;

import org.bytedeco.javacpp.Pointer;

/** An address in a GPU's memory, which JavaCPP passes on; Java must never read from it. */
public final class DeviceAddress extends Pointer {
    public DeviceAddress(long address) {
        this.address = address;
    }
}
