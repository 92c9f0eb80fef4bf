package io.mysqlclone.storage.strict;

import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** An inode: what programs see of it, and what a power failure leaves. Guarded by its file system. */
abstract sealed class Node {
    private static long last;

    final long number = ++last;

    /** The inode as a power failure leaves it; {@code random} decides of what was not made durable. */
    abstract Node afterCrash(IdentityHashMap<Node, Node> copies, Random random, boolean strict);

    static final class Folder extends Node {
        final TreeMap<String, Node> names = new TreeMap<>();
        private Map<String, Node> durable = Map.of();

        void force() {
            durable = new TreeMap<>(names);
        }

        @Override
        Node afterCrash(IdentityHashMap<Node, Node> copies, Random random, boolean strict) {
            var copy = new Folder();
            copies.put(this, copy);
            Map<String, Node> left = strict || random.nextBoolean() ? durable : names;
            left.forEach((name, node) -> {
                Node known = copies.get(node);
                copy.names.put(name, known == null ? node.afterCrash(copies, random, strict) : known);
            });
            copy.force();
            return copy;
        }
    }

    static final class Content extends Node {
        private static final int SECTOR = 512;

        private byte[] bytes = new byte[0];
        private byte[] durable = bytes;
        private int size;
        private int durableSize;
        /** Sectors that the disk does not have as they are. */
        private final BitSet dirty = new BitSet();

        final Set<Object> open = new HashSet<>();
        /** Descriptors that have not been told of a lost write. */
        final Set<Object> untold = new HashSet<>();

        int size() {
            return size;
        }

        byte at(int offset) {
            return bytes[offset];
        }

        byte[] toArray() {
            return Arrays.copyOf(bytes, size);
        }

        void write(int offset, byte[] source) {
            resize(Math.max(size, offset + source.length));
            System.arraycopy(source, 0, bytes, offset, source.length);
            if (source.length > 0) {
                dirty.set(offset / SECTOR, (offset + source.length - 1) / SECTOR + 1);
            }
        }

        void truncate(int length) {
            if (length < size) {
                Arrays.fill(bytes, length, size, (byte) 0);
                size = length;
            }
        }

        private void resize(int length) {
            if (length > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(length, bytes.length * 2));
            }
            size = length;
        }

        /** What was written by now is not going to reach the disk. */
        void lose() {
            dirty.clear();
            untold.addAll(open);
        }

        void force() throws IOException {
            save(sector -> true);
            dirty.clear();
        }

        private interface Choice {
            boolean takes(int sector);
        }

        private void save(Choice choice) {
            byte[] saved = Arrays.copyOf(durable, size);
            for (int sector = dirty.nextSetBit(0); sector >= 0; sector = dirty.nextSetBit(sector + 1)) {
                int from = sector * SECTOR;
                if (choice.takes(sector) && from < size) {
                    System.arraycopy(bytes, from, saved, from, Math.min(SECTOR, size - from));
                }
            }
            durable = saved;
            durableSize = size;
        }

        @Override
        Node afterCrash(IdentityHashMap<Node, Node> copies, Random random, boolean strict) {
            var copy = new Content();
            copies.put(this, copy);
            if (!strict && random.nextBoolean()) {
                save(sector -> random.nextBoolean());
            }
            copy.bytes = Arrays.copyOf(durable, durableSize);
            copy.durable = copy.bytes.clone();
            copy.size = durableSize;
            copy.durableSize = durableSize;
            return copy;
        }
    }
}
