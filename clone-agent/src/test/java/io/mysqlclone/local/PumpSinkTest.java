package io.mysqlclone.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.mysqlclone.engine.DataSource;
import io.mysqlclone.engine.DonorException;
import io.mysqlclone.engine.DonorSnapshot;
import io.mysqlclone.engine.RecipientTask;
import io.mysqlclone.storage.AlignedBuffers;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PumpSinkTest {
    private static final int MIB = 1 << 20;

    /** Its end is not aligned to anything. */
    private static final int SIZE = 8 * MIB + 1234;

    @TempDir
    private Path scratch;

    private Path file;
    private byte[] content;

    @BeforeEach
    void makeFile() throws Exception {
        file = scratch.resolve("t.ibd");
        content = new byte[SIZE];
        new Random(7).nextBytes(content);
        Files.write(file, content);
    }

    @Test
    void aFileIsReadIntoTheBufferOfTheRecipient() throws Exception {
        assertThat(pumped(file, MIB)).isEqualTo(content);
    }

    @Test
    void blocksOfAnySizeAndPlaceAreRead() throws Exception {
        assertThat(pumped(file, 100_001)).isEqualTo(content);
    }

    @Test
    void theFileDoesNotFillThePageCache() throws Exception {
        assumeThat(run("df", "--output=fstype", scratch.toString()))
                .as("NOT TESTED: the page cache, because a tmpfs is nothing else")
                .doesNotContain("tmpfs");
        run("dd", "of=" + file, "oflag=nocache", "conv=notrunc,fdatasync", "count=0");
        assertThat(cached(file)).isZero();

        pumped(file, MIB);

        // Its end is not aligned and is read the ordinary way.
        assertThat(cached(file)).isLessThan(MIB);
    }

    @Test
    void theNextFileIsNotTakenForTheOneBefore() throws Exception {
        Path other = scratch.resolve("u.ibd");
        byte[] otherContent = content.clone();
        Arrays.fill(otherContent, (byte) 1);
        Files.write(other, otherContent);
        var recipient = new Collector();
        try (var sink = sink(recipient)) {
            give(sink, file, 0, MIB);
            give(sink, other, 0, MIB);
            give(sink, file, MIB, MIB);
        }
        assertThat(recipient.taken(3 * MIB))
                .startsWith(Arrays.copyOf(content, MIB))
                .endsWith(Arrays.copyOfRange(content, MIB, 2 * MIB))
                .contains(Arrays.copyOf(otherContent, MIB));
    }

    @Test
    void aFileThatHasBecomeShorterIsTheDonorsFault() throws Exception {
        var recipient = new Collector();
        try (var sink = sink(recipient)) {
            assertThatThrownBy(() -> give(sink, file, 8L * MIB, MIB))
                    .isInstanceOf(DonorException.class)
                    .hasMessageContaining("t.ibd has become shorter since the clone began");
        }
    }

    private byte[] pumped(Path from, int blockSize) throws Exception {
        var recipient = new Collector();
        try (var sink = sink(recipient)) {
            for (int at = 0; at < SIZE; at += blockSize) {
                give(sink, from, at, Math.min(blockSize, SIZE - at));
            }
        }
        return recipient.taken(SIZE);
    }

    private static void give(PumpSink sink, Path from, long offset, int length) throws Exception {
        try (FileChannel channel = FileChannel.open(from, StandardOpenOption.READ)) {
            sink.block(ByteBuffer.allocate(1), from, channel, offset, length);
        }
    }

    private static PumpSink sink(RecipientTask recipient) {
        var donor = (DonorSnapshot) Proxy.newProxyInstance(
                DonorSnapshot.class.getClassLoader(), new Class<?>[] {DonorSnapshot.class}, (_, method, _) -> {
                    throw new AssertionError(method + " is not expected");
                });
        return new PumpSink(donor, recipient, _ -> {});
    }

    /** Puts what it is given one behind the other, where direct reads can put it too. */
    private static final class Collector implements RecipientTask {
        private final ByteBuffer buffer = AlignedBuffers.allocate(16 * MIB);
        private int next;

        @Override
        public Optional<ByteBuffer> apply(ByteBuffer descriptor, DataSource data)
                throws IOException, InterruptedException {
            int length = Math.toIntExact(data.range().orElseThrow().length());
            buffer.limit(next + length).position(next);
            data.read(buffer);
            assertThat(buffer.hasRemaining()).isFalse();
            next += length;
            return Optional.empty();
        }

        byte[] taken(int length) {
            assertThat(next).isEqualTo(length);
            byte[] bytes = new byte[length];
            buffer.clear().get(bytes);
            return bytes;
        }

        @Override
        public void awaitReady() {}

        @Override
        public void complete() {}

        @Override
        public void close() {}
    }

    private static long cached(Path file) throws Exception {
        return Long.parseLong(
                run("fincore", "-b", "-n", "-o", "RES", file.toString()).strip());
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
