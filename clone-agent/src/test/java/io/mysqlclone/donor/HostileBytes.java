package io.mysqlclone.donor;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;

/** Packets as a hostile recipient sends them, and what it costs to read them. */
public final class HostileBytes {
    /** What lengths begin with that are longer than any packet, and what is next to a bound. */
    private static final byte[] TASTY = {0, 1, 22, 23, 0x7F, (byte) 0x80, (byte) 0xFB, (byte) 0xFC, (byte) 0xFD, -2, -1
    };

    private static final int MOST_CHANGES = 4;
    private static final int LONGEST_TAIL = 40;

    private HostileBytes() {}

    /** A packet of which some bytes are others, or that ends early, or that has something behind its end. */
    public static byte[] damage(byte[] packet, Random random) {
        byte[] damaged = packet.clone();
        for (int change = random.nextInt(MOST_CHANGES + 1); change > 0 && damaged.length > 0; change--) {
            int at = random.nextInt(damaged.length);
            int run = random.nextBoolean() ? 1 : Math.min(4, damaged.length - at);
            byte value = random.nextBoolean() ? TASTY[random.nextInt(TASTY.length)] : (byte) random.nextInt();
            Arrays.fill(damaged, at, at + run, value);
        }
        return switch (random.nextInt(3)) {
            case 0 -> damaged;
            case 1 -> Arrays.copyOf(damaged, random.nextInt(damaged.length + 1));
            default -> Arrays.copyOf(damaged, damaged.length + random.nextInt(LONGEST_TAIL));
        };
    }

    /** Reads something in this thread. */
    @FunctionalInterface
    public interface Reading {
        void run() throws Exception;
    }

    /** Bytes of heap that {@code reading} takes when it is done again: the first time classes may have to be loaded. */
    public static long heap(Reading reading) throws Exception {
        reading.run();
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        reading.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
