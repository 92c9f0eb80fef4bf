package io.mysqlclone.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every kind of sink must do; each kind has a subclass. */
abstract class BlockSinkConformance {
    private static final int MIB = 1 << 20;

    @TempDir
    private Path scratch;

    /** Sinks of the kind under test. */
    abstract BlockSinks sinks(Path directory) throws IOException;

    @ParameterizedTest
    @CsvSource({
        "0, 1048576, 0",
        "0, 16384, 0",
        "4096, 4096, 0",
        "0, 1, 0",
        "512, 2048, 0",
        "2048, 512, 0",
        "2048, 1048576, 2048",
        "2048, 1048576, 0",
        "512, 4096, 512",
        "1024, 70000, 1024",
        "4096, 5000, 0",
        "8191, 8193, 4095",
        "1, 1048575, 1",
        "1048576, 12345, 100",
        "3, 10, 3",
        "4095, 2, 4095"
    })
    void writesAnyLengthAtAnyOffsetFromAnyAddress(long offset, int length, int addressPhase) throws IOException {
        byte[] content = random(length);
        ByteBuffer buffer = AlignedBuffers.allocate(2 * MIB);
        buffer.position(addressPhase).limit(addressPhase + length);
        buffer.put(content).position(addressPhase);
        Path file = scratch.resolve("file");
        try (BlockSink sink = sinks(scratch).open(file, true)) {
            sink.write(buffer, offset);
            assertThat(buffer.hasRemaining()).isFalse();
            assertThat(buffer.limit()).isEqualTo(addressPhase + length);
            assertThat(sink.size()).isEqualTo(offset + length);
            sink.force();
        }
        byte[] written = Files.readAllBytes(file);
        assertThat(written).hasSize((int) offset + length);
        assertThat(Arrays.copyOf(written, (int) offset)).isEqualTo(new byte[(int) offset]);
        assertThat(Arrays.copyOfRange(written, (int) offset, written.length)).isEqualTo(content);
    }

    @Test
    void writesFromHeapBuffers() throws IOException {
        Path file = scratch.resolve("file");
        byte[] content = random(10_000);
        try (BlockSink sink = sinks(scratch).open(file, true)) {
            sink.write(ByteBuffer.wrap(content), 4096);
        }
        assertThat(Arrays.copyOfRange(Files.readAllBytes(file), 4096, 14_096)).isEqualTo(content);
    }

    @Test
    void aRandomMixOfOverlappingWritesAndHolesEndsAsInMemory() throws IOException {
        Random random = new Random(42);
        byte[] expected = new byte[4 * MIB];
        Path file = scratch.resolve("file");
        ByteBuffer buffer = AlignedBuffers.allocate(MIB);
        try (BlockSink sink = sinks(scratch).open(file, true)) {
            sink.extendTo(expected.length);
            for (int i = 0; i < 400; i++) {
                int unit = random.nextBoolean() ? 4096 : 512;
                int offset = random.nextInt(expected.length / unit) * unit;
                int length = Math.min((1 + random.nextInt(64)) * unit, expected.length - offset);
                if (random.nextInt(4) == 0) {
                    sink.punchHole(offset, length);
                    Arrays.fill(expected, offset, offset + length, (byte) 0);
                } else {
                    byte[] content = random(length);
                    sink.write(buffer.clear().put(content).flip(), offset);
                    System.arraycopy(content, 0, expected, offset, length);
                }
            }
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(expected);
    }

    @Test
    void severalSinksFillOneFileAtOnce() throws Exception {
        Path file = scratch.resolve("file");
        BlockSinks sinks = sinks(scratch);
        byte[] content = random(16 * MIB);
        int part = content.length / 4;
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            var done = new ArrayList<Future<Boolean>>();
            for (int task = 0; task < 4; task++) {
                int from = task * part;
                Callable<Boolean> fill = () -> {
                    ByteBuffer buffer = AlignedBuffers.allocate(256 << 10);
                    try (BlockSink sink = sinks.open(file, true)) {
                        for (int at = from; at < from + part; at += buffer.capacity()) {
                            sink.write(
                                    buffer.clear()
                                            .put(content, at, buffer.capacity())
                                            .flip(),
                                    at);
                        }
                    }
                    return true;
                };
                done.add(threads.submit(fill));
            }
            for (Future<Boolean> task : done) {
                assertThat(task.get()).isTrue();
            }
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(content);
    }

    @Test
    void moreThanTwoWindowsComeOutWhole() throws IOException {
        Path file = scratch.resolve("file");
        byte[] block = random(MIB);
        ByteBuffer buffer = AlignedBuffers.allocate(MIB).put(block);
        try (BlockSink sink = sinks(scratch).open(file, true)) {
            for (long at = 0; at < 50L * MIB; at += MIB) {
                sink.write(buffer.flip(), at);
            }
        }
        try (var in = Files.newInputStream(file)) {
            for (int i = 0; i < 50; i++) {
                assertThat(in.readNBytes(MIB)).isEqualTo(block);
            }
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void theBytesDoNotStayInThePageCache() throws Exception {
        Path file = scratch.resolve("file");
        ByteBuffer buffer = AlignedBuffers.allocate(MIB).put(random(MIB));
        try (BlockSink sink = sinks(scratch).open(file, true)) {
            for (long at = 0; at < 64L * MIB; at += MIB) {
                sink.write(buffer.flip(), at);
            }
            sink.force();
        }
        assumeThat(run("df", "--output=fstype", scratch.toString()))
                .as("NOT TESTED: the page cache, because a tmpfs is nothing else")
                .doesNotContain("tmpfs");
        assertThat(Long.parseLong(
                        run("fincore", "-b", "-n", "-o", "RES", file.toString()).strip()))
                .isLessThan(2 * MIB);
    }

    @Test
    void aHoleReadsAsZerosKeepsTheSizeAndGivesBlocksBack() throws Exception {
        BlockSinks sinks = sinks(scratch);
        Path file = scratch.resolve("file");
        byte[] content = random(4 * MIB);
        try (BlockSink sink = sinks.open(file, true)) {
            sink.write(AlignedBuffers.allocate(content.length).put(content).flip(), 0);
            sink.punchHole(MIB, 2 * MIB);
            sink.punchHole(4L * MIB, MIB);
            sink.force();
            assertThat(sink.size()).isEqualTo(content.length);
        }
        Arrays.fill(content, MIB, 3 * MIB, (byte) 0);
        assertThat(Files.readAllBytes(file)).isEqualTo(content);
        assumeThat(sinks.capabilities().holes())
                .as("the file system of the temporary directory punches holes")
                .isTrue();
        assertThat(allocated(file)).isLessThanOrEqualTo(2 * MIB + 65536);
    }

    @Test
    void extendingFillsWithZerosAndNeverTruncates() throws IOException {
        Path file = scratch.resolve("file");
        try (BlockSink sink = sinks(scratch).open(file, true)) {
            sink.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 0);
            sink.extendTo(10_001);
            assertThat(sink.size()).isEqualTo(10_001);
            sink.extendTo(2);
            assertThat(sink.size()).isEqualTo(10_001);
        }
        byte[] content = Files.readAllBytes(file);
        assertThat(content).startsWith(1, 2, 3);
        assertThat(Arrays.copyOfRange(content, 3, content.length)).containsOnly(0);
    }

    @Test
    void reservingSpaceLeavesTheSizeAlone() throws Exception {
        Path file = scratch.resolve("file");
        try (BlockSink sink = sinks(scratch).open(file, true)) {
            sink.preallocate(8 * MIB);
            assertThat(sink.size()).isZero();
        }
        assertThat(allocated(file)).isGreaterThanOrEqualTo(8 * MIB);
    }

    @Test
    void aFileIsOpenedAgainWithItsContentAndAMissingOneIsRefused() throws IOException {
        BlockSinks sinks = sinks(scratch);
        Path file = scratch.resolve("file");
        try (BlockSink sink = sinks.open(file, true)) {
            sink.write(ByteBuffer.wrap(new byte[] {1, 2}), 0);
        }
        try (BlockSink sink = sinks.open(file, true)) {
            sink.write(ByteBuffer.wrap(new byte[] {9}), 1);
        }
        assertThat(Files.readAllBytes(file)).containsExactly(1, 9);
        assertThatThrownBy(() -> sinks.open(scratch.resolve("missing"), false))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("missing")
                .hasRootCauseInstanceOf(NoSuchFileException.class);
    }

    private static long allocated(Path file) throws IOException {
        return Long.parseLong(run("stat", "-c", "%b", file.toString()).strip()) * 512;
    }

    private static String run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        for (int i = 0; i < length; i++) {
            bytes[i] |= 1;
        }
        return bytes;
    }
}
