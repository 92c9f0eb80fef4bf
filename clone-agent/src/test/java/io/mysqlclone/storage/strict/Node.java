package io.mysqlclone.storage.strict;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/** An inode: what programs see of it, and what a power failure leaves. Guarded by its file system. */
abstract sealed class Node {
    private static final AtomicLong LAST = new AtomicLong();

    /** Stays over a power failure. */
    final long number;

    Node() {
        this(LAST.incrementAndGet());
    }

    private Node(long number) {
        this.number = number;
    }

    /** A power failure: the inodes that it leaves. */
    static final class Crash {
        private final IdentityHashMap<Node, Node> left = new IdentityHashMap<>();
        private final Optional<Random> chance;
        /** Whether names are there as they were: file systems write them in their order. */
        private final boolean allNames;

        /** @param chance decides what is left beside what was made durable; nothing when it is empty */
        Crash(Optional<Random> chance) {
            this.chance = chance;
            this.allNames = chance.isPresent() && chance.get().nextBoolean();
        }

        boolean happens() {
            return chance.isPresent() && chance.get().nextBoolean();
        }

        Node leaves(Node node) {
            Node known = left.get(node);
            return known == null ? node.afterCrash(this) : known;
        }
    }

    abstract Node afterCrash(Crash crash);

    abstract void forceAll() throws IOException;

    static final class Folder extends Node {
        final TreeMap<String, Node> names = new TreeMap<>();
        private Map<String, Node> durable = Map.of();

        Folder() {}

        private Folder(long number) {
            super(number);
        }

        void force() {
            durable = new TreeMap<>(names);
        }

        @Override
        void forceAll() throws IOException {
            for (Node node : names.values()) {
                node.forceAll();
            }
            force();
        }

        @Override
        Folder afterCrash(Crash crash) {
            var copy = new Folder(number);
            crash.left.put(this, copy);
            (crash.allNames ? names : durable).forEach((name, node) -> copy.names.put(name, crash.leaves(node)));
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

        Content() {}

        private Content(long number) {
            super(number);
        }

        int size() {
            return size;
        }

        void read(ByteBuffer into, int offset, int length) {
            into.put(bytes, offset, length);
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

        @Override
        void forceAll() throws IOException {
            force();
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
        Content afterCrash(Crash crash) {
            var copy = new Content(number);
            crash.left.put(this, copy);
            if (crash.happens()) {
                save(sector -> crash.happens());
            }
            copy.bytes = Arrays.copyOf(durable, durableSize);
            copy.durable = copy.bytes.clone();
            copy.size = durableSize;
            copy.durableSize = durableSize;
            return copy;
        }
    }
}
