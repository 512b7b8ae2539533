package dev.convoy.bench.check;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;

/** Writes and reads public records of records, lists, enum constants, numbers and arrays of numbers. */
final class RecordCodec {
    private RecordCodec() {}

    static void write(DataOutputStream out, Object value) throws IOException {
        if (value == null) {
            out.writeByte('0');
        } else if (value instanceof Integer number) {
            out.writeByte('i');
            out.writeInt(number);
        } else if (value instanceof Long number) {
            out.writeByte('l');
            out.writeLong(number);
        } else if (value instanceof Double number) {
            out.writeByte('d');
            out.writeDouble(number);
        } else if (value instanceof Boolean truth) {
            out.writeByte('b');
            out.writeBoolean(truth);
        } else if (value instanceof String text) {
            out.writeByte('s');
            out.writeUTF(text);
        } else if (value instanceof Enum<?> constant) {
            out.writeByte('e');
            out.writeUTF(constant.getDeclaringClass().getName());
            out.writeUTF(constant.name());
        } else if (value instanceof long[] numbers) {
            out.writeByte('L');
            out.writeInt(numbers.length);
            for (long number : numbers) {
                out.writeLong(number);
            }
        } else if (value instanceof float[] numbers) {
            out.writeByte('F');
            out.writeInt(numbers.length);
            for (float number : numbers) {
                out.writeFloat(number);
            }
        } else if (value instanceof List<?> list) {
            out.writeByte('[');
            out.writeInt(list.size());
            for (Object element : list) {
                write(out, element);
            }
        } else if (value instanceof Record record) {
            writeRecord(out, record);
        } else {
            throw new IllegalArgumentException("no record, and no part of one. Given: " + value.getClass());
        }
    }

    private static void writeRecord(DataOutputStream out, Record record) throws IOException {
        out.writeByte('r');
        out.writeUTF(record.getClass().getName());
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            try {
                write(out, component.getAccessor().invoke(record));
            } catch (ReflectiveOperationException e) {
                throw new IllegalArgumentException("a record must be public. Given: " + record, e);
            }
        }
    }

    static Object read(DataInputStream in) throws IOException {
        int kind = in.readUnsignedByte();
        return switch (kind) {
            case '0' -> null;
            case 'i' -> in.readInt();
            case 'l' -> in.readLong();
            case 'd' -> in.readDouble();
            case 'b' -> in.readBoolean();
            case 's' -> in.readUTF();
            case 'e' -> constant(in);
            case 'L' -> {
                long[] numbers = new long[in.readInt()];
                for (int i = 0; i < numbers.length; i++) {
                    numbers[i] = in.readLong();
                }
                yield numbers;
            }
            case 'F' -> {
                float[] numbers = new float[in.readInt()];
                for (int i = 0; i < numbers.length; i++) {
                    numbers[i] = in.readFloat();
                }
                yield numbers;
            }
            case '[' -> {
                int size = in.readInt();
                List<Object> list = new ArrayList<>();
                for (int i = 0; i < size; i++) {
                    list.add(read(in));
                }
                yield List.copyOf(list);
            }
            case 'r' -> record(in);
            default -> throw new IOException("not a file of records: kind " + kind);
        };
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Object constant(DataInputStream in) throws IOException {
        return Enum.valueOf((Class) type(in), in.readUTF());
    }

    private static Object record(DataInputStream in) throws IOException {
        Class<?> type = type(in);
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = new Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            values[i] = read(in);
            types[i] = components[i].getType();
        }
        try {
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IOException(e);
        }
    }

    private static Class<?> type(DataInputStream in) throws IOException {
        String name = in.readUTF();
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new IOException(e);
        }
    }
}
