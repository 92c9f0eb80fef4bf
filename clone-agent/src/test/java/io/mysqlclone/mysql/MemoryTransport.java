package io.mysqlclone.mysql;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Random;

/** Gives bytes in pieces of random size, as a network does, and keeps what is written. */
final class MemoryTransport implements Transport {
    private final ByteBuffer input;
    private final Random random;
    final ByteArrayOutputStream written = new ByteArrayOutputStream();

    MemoryTransport(byte[] input, long seed) {
        this.input = ByteBuffer.wrap(input);
        this.random = new Random(seed);
    }

    @Override
    public int read(ByteBuffer dst) {
        if (!input.hasRemaining()) {
            return -1;
        }
        int most = Math.min(input.remaining(), dst.remaining());
        int count = random.nextBoolean() ? most : 1 + random.nextInt(most);
        dst.put(input.slice(input.position(), count));
        input.position(input.position() + count);
        return count;
    }

    @Override
    public void write(ByteBuffer first, ByteBuffer second) {
        for (ByteBuffer buffer : new ByteBuffer[] {first, second}) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            written.writeBytes(bytes);
        }
    }

    @Override
    public boolean hasBufferedInput() {
        return false;
    }
}
