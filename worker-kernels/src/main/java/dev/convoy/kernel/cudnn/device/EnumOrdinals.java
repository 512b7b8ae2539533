package dev.convoy.kernel.cudnn.device;

import java.util.List;

/** The numbers of enum constants in our kernels' source, which declares them in the same order. */
public final class EnumOrdinals {
    private EnumOrdinals() {}

    public static int of(Enum<?> constant) {
        return List.of(constant.getDeclaringClass().getEnumConstants()).indexOf(constant);
    }
}
