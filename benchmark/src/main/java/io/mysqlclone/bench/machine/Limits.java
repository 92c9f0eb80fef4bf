package io.mysqlclone.bench.machine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What the machine gives at most, measured without MySQL and without the agent, in bytes a second.
 *
 * @param diskWrite one thread writes a new file with O_DIRECT in blocks of 1 MiB, fsync at the end included
 * @param diskWriteFour the same with four threads and files
 * @param diskRead one thread reads such a file with O_DIRECT
 * @param diskCopy one thread reads such a file while another one writes one: as much of each
 * @param loopback one TCP connection over the loopback interface, buffers of 1 MiB
 */
public record Limits(double diskWrite, double diskWriteFour, double diskRead, double diskCopy, double loopback) {
    private static final int BLOCK = 1 << 20;
    private static final int WRITERS = 4;
    private static final int SEED = 42;

    /**
     * Measures.
     *
     * @param work an existing directory on the disk that is measured
     * @param bytes how many are moved in each measurement
     */
    public static Limits measure(Path work, long bytes) throws IOException, InterruptedException {
        Path file = work.resolve("limit");
        double write = rate(List.of(() -> write(file, bytes)));
        double read = rate(List.of(() -> read(file, bytes)));
        List<Callable<Long>> writers = new ArrayList<>();
        List<Path> files = new ArrayList<>(List.of(file));
        for (int i = 0; i < WRITERS; i++) {
            Path own = work.resolve("limit-" + i);
            files.add(own);
            writers.add(() -> write(own, bytes / WRITERS));
        }
        double writeFour = rate(writers);
        Path copy = work.resolve("limit-copy");
        files.add(copy);
        double both = rate(List.of(() -> read(file, bytes), () -> write(copy, bytes))) / 2;
        for (Path made : files) {
            Files.delete(made);
        }
        try (ServerSocketChannel server =
                ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            return new Limits(write, writeFour, read, both, rate(List.of(() -> send(server, bytes), () -> {
                try (SocketChannel receiver = SocketChannel.open(server.getLocalAddress())) {
                    return drain(receiver);
                }
            })));
        }
    }

    private static double rate(List<Callable<Long>> tasks) throws IOException, InterruptedException {
        try (ExecutorService threads = Executors.newFixedThreadPool(tasks.size())) {
            long began = System.nanoTime();
            long moved = 0;
            for (Future<Long> task : threads.invokeAll(tasks)) {
                moved += task.get();
            }
            return moved / ((System.nanoTime() - began) / 1e9);
        } catch (ExecutionException e) {
            throw new IOException("cannot measure a limit of the machine: " + e.getCause(), e);
        }
    }

    private static long write(Path file, long bytes) throws IOException {
        ByteBuffer block = block();
        byte[] noise = new byte[BLOCK];
        new Random(SEED).nextBytes(noise);
        block.put(0, noise);
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, direct())) {
            for (long at = 0; at < bytes; at += BLOCK) {
                // A device that stores equal blocks once must not look quick.
                block.putLong(0, at).clear();
                while (block.hasRemaining()) {
                    channel.write(block, at + block.position());
                }
            }
            channel.force(true);
            return channel.size();
        }
    }

    private static long read(Path file, long bytes) throws IOException {
        ByteBuffer block = block();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, direct())) {
            for (long at = 0; at < bytes; at += BLOCK) {
                if (channel.read(block.clear(), at) != BLOCK) {
                    throw new IOException(file + " is shorter than it was written");
                }
            }
            return channel.size();
        }
    }

    private static long send(ServerSocketChannel server, long bytes) throws IOException {
        ByteBuffer block = block();
        try (SocketChannel sender = server.accept()) {
            for (long sent = 0; sent < bytes; sent += BLOCK) {
                block.clear();
                while (block.hasRemaining()) {
                    sender.write(block);
                }
            }
        }
        // The receiver counts them.
        return 0;
    }

    private static long drain(SocketChannel receiver) throws IOException {
        ByteBuffer block = block();
        long received = 0;
        for (int count = 0; count >= 0; count = receiver.read(block.clear())) {
            received += count;
        }
        return received;
    }

    private static ByteBuffer block() {
        return ByteBuffer.allocateDirect(2 * BLOCK).alignedSlice(4096).slice(0, BLOCK);
    }

    /** {@code ExtendedOpenOption.DIRECT}, by name, because no annotation silences javac's warning of its package. */
    private static OpenOption direct() {
        try {
            for (Object option :
                    Class.forName("com.sun.nio.file.ExtendedOpenOption").getEnumConstants()) {
                if (option instanceof OpenOption direct && option.toString().equals("DIRECT")) {
                    return direct;
                }
            }
        } catch (ClassNotFoundException e) {
            throw new UnsupportedOperationException("This Java has no direct writes", e);
        }
        throw new UnsupportedOperationException("This Java has no direct writes");
    }
}
