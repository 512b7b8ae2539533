package dev.convoy.kernel.cudnn;

import java.util.List;

/** The numbers of enumerations' constants in our kernels' source, which declares them in the same order. */
final class Order {
    private Order() {}

    static int of(Enum<?> constant) {
        return List.of(constant.getDeclaringClass().getEnumConstants()).indexOf(constant);
    }
}
