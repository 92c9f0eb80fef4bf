package io.mysqlclone.mysql.tls;

import io.mysqlclone.mysql.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Sends much in both directions at once, and the server reads nothing before it has sent all: the client's writer is
 * blocked while its reader has key updates to answer.
 */
final class KeyUpdates {
    /** More than the sockets of both ends hold. */
    private static final int LENGTH = 24 << 20;

    private KeyUpdates() {}

    public static void main(String[] arguments) throws Exception {
        byte[] plain = new byte[LENGTH];
        new Random(1).nextBytes(plain);
        try (TlsPair pair = TlsPair.connect("TLSv1.3")) {
            CompletableFuture<Void> writer = run(() -> write(pair.client(), plain));
            CompletableFuture<Void> server = run(() -> {
                write(pair.server().transport(), plain);
                requireSame(plain, TlsPair.read(pair.server().transport(), LENGTH));
            });
            requireSame(plain, TlsPair.read(pair.client(), LENGTH));
            writer.join();
            server.join();
        }
    }

    private interface Exchange {
        void run() throws IOException;
    }

    private static CompletableFuture<Void> run(Exchange exchange) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        exchange.run();
                    } catch (IOException e) {
                        throw new CompletionException(e);
                    }
                },
                task -> Thread.ofPlatform().daemon().start(task));
    }

    private static void write(Transport to, byte[] plain) throws IOException {
        for (int at = 0; at < plain.length; at += 8192) {
            to.write(ByteBuffer.wrap(plain, at, 8192), ByteBuffer.allocate(0));
        }
    }

    private static void requireSame(byte[] expected, byte[] actual) {
        if (!Arrays.equals(expected, actual)) {
            throw new AssertionError("what arrived is not what was sent");
        }
    }
}
