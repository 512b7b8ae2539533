package dev.convoy.kernel.cudnn;

import java.io.*;
import java.lang.reflect.*;
import java.util.*;

/** Writes and reads records of records, lists, enums, arrays and numbers: networks, without Deeplearning4j. */
final class Codec {
    static void write(DataOutputStream out, Object value) throws Exception {
        if (value instanceof Integer i) { out.writeByte('i'); out.writeInt(i); }
        else if (value instanceof Long l) { out.writeByte('l'); out.writeLong(l); }
        else if (value instanceof Double d) { out.writeByte('d'); out.writeDouble(d); }
        else if (value instanceof Float f) { out.writeByte('f'); out.writeFloat(f); }
        else if (value instanceof Boolean b) { out.writeByte('b'); out.writeBoolean(b); }
        else if (value instanceof String s) { out.writeByte('s'); out.writeUTF(s); }
        else if (value instanceof Enum<?> e) { out.writeByte('e'); out.writeUTF(e.getDeclaringClass().getName()); out.writeUTF(e.name()); }
        else if (value instanceof long[] a) { out.writeByte('L'); out.writeInt(a.length); for (long x : a) out.writeLong(x); }
        else if (value instanceof float[] a) { out.writeByte('F'); out.writeInt(a.length); for (float x : a) out.writeFloat(x); }
        else if (value instanceof List<?> list) { out.writeByte('['); out.writeInt(list.size()); for (Object x : list) write(out, x); }
        else if (value instanceof Record r) {
            out.writeByte('r'); out.writeUTF(r.getClass().getName());
            for (RecordComponent c : r.getClass().getRecordComponents()) { c.getAccessor().setAccessible(true); write(out, c.getAccessor().invoke(r)); }
        } else throw new IllegalArgumentException("" + value);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    static Object read(DataInputStream in) throws Exception {
        switch (in.readByte()) {
            case 'i': return in.readInt();
            case 'l': return in.readLong();
            case 'd': return in.readDouble();
            case 'f': return in.readFloat();
            case 'b': return in.readBoolean();
            case 's': return in.readUTF();
            case 'e': return Enum.valueOf((Class) Class.forName(in.readUTF()), in.readUTF());
            case 'L': { long[] a = new long[in.readInt()]; for (int i = 0; i < a.length; i++) a[i] = in.readLong(); return a; }
            case 'F': { float[] a = new float[in.readInt()]; for (int i = 0; i < a.length; i++) a[i] = in.readFloat(); return a; }
            case '[': { int n = in.readInt(); List<Object> l = new ArrayList<>(); for (int i = 0; i < n; i++) l.add(read(in)); return l; }
            case 'r': {
                Class<?> type = Class.forName(in.readUTF());
                RecordComponent[] parts = type.getRecordComponents();
                Object[] values = new Object[parts.length]; Class<?>[] types = new Class<?>[parts.length];
                for (int i = 0; i < parts.length; i++) { values[i] = read(in); types[i] = parts[i].getType(); }
                Constructor<?> c = type.getDeclaredConstructor(types); c.setAccessible(true);
                return c.newInstance(values);
            }
            default: throw new IOException("not a case file");
        }
    }
}
