package io.mysqlclone.mysql.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.mysqlclone.mysql.ConnectionClosedException;
import io.mysqlclone.mysql.MysqlIoException;
import io.mysqlclone.mysql.transport.Transport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Deflater;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Compressed frames of both algorithms, whole, cut, lying and random. */
final class CompressedTransportTest {

    enum Algorithm {
        ZLIB,
        ZSTD;

        FrameCodec codec() {
            return this == ZLIB ? new FrameCodec.Zlib() : new FrameCodec.Zstd();
        }

        byte[] compress(byte[] plain) {
            if (this == ZSTD) {
                return Zstd.compress(plain);
            }
            try (Deflater deflater = new Deflater()) {
                deflater.setInput(plain);
                deflater.finish();
                byte[] out = new byte[plain.length + 1000];
                return Arrays.copyOf(out, deflater.deflate(out));
            }
        }
    }

    private static byte[] frame(int sequence, int plainLength, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {
            (byte) content.length,
            (byte) (content.length >>> 8),
            (byte) (content.length >>> 16),
            (byte) sequence,
            (byte) plainLength,
            (byte) (plainLength >>> 8),
            (byte) (plainLength >>> 16)
        });
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static byte[] readAll(Algorithm algorithm, byte[] wire, long seed) throws IOException {
        Random random = new Random(seed);
        Transport transport = new CompressedTransport(new MemoryTransport(wire, seed), algorithm.codec());
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            while (true) {
                int room = 1 + random.nextInt(100_000);
                ByteBuffer dst = random.nextBoolean() ? ByteBuffer.allocate(room) : ByteBuffer.allocateDirect(room);
                int count = transport.read(dst);
                if (count < 0) {
                    return out.toByteArray();
                }
                assertThat(count).isPositive().isEqualTo(dst.position());
                byte[] piece = new byte[count];
                dst.flip().get(piece);
                out.writeBytes(piece);
            }
        } finally {
            transport.release();
        }
    }

    private static byte[] compressible(int length) {
        byte[] plain = new byte[length];
        Random random = new Random(length);
        for (int i = 0; i < length; i++) {
            plain[i] = (byte) random.nextInt(4);
        }
        return plain;
    }

    @Property(tries = 200)
    void framesGiveBackWhatWasCompressed(
            @ForAll Algorithm algorithm, @ForAll @IntRange(min = 1, max = 300_000) int length, @ForAll long seed)
            throws IOException {
        byte[] plain = compressible(length);
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        wire.writeBytes(frame(0, length, algorithm.compress(plain)));
        wire.writeBytes(frame(1, 0, new byte[0]));
        wire.writeBytes(frame(2, 0, "stored".getBytes(StandardCharsets.US_ASCII)));
        wire.writeBytes(frame(0, length, algorithm.compress(plain)));
        byte[] all = readAll(algorithm, wire.toByteArray(), seed);
        assertThat(all).hasSize(2 * length + 6).startsWith(plain).endsWith(plain);
    }

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void theLargestFrameIsRead(Algorithm algorithm) throws IOException {
        byte[] plain = compressible(PacketWriter.MAX_PACKET);
        assertThat(readAll(algorithm, frame(0, plain.length, algorithm.compress(plain)), 7))
                .isEqualTo(plain);
    }

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void aWrongLengthIsDamage(Algorithm algorithm) {
        byte[] compressed = algorithm.compress(compressible(1000));
        for (int claimed : new int[] {1, 999, 1001, PacketWriter.MAX_PACKET}) {
            assertThatThrownBy(() -> readAll(algorithm, frame(0, claimed, compressed), 1))
                    .as("claims %d", claimed)
                    .satisfies(CompressedTransportTest::isDamage);
        }
    }

    private static void isDamage(Throwable e) {
        assertThat(e)
                .isInstanceOfSatisfying(
                        ConnectionClosedException.class,
                        closed -> assertThat(closed.isDamage()).isTrue());
    }

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void aFrameThatIsCutShortOrHasATailIsDamage(Algorithm algorithm) {
        byte[] compressed = algorithm.compress(compressible(1000));
        for (int length = 0; length < compressed.length + 3; length++) {
            if (length != compressed.length) {
                byte[] changed = Arrays.copyOf(compressed, length);
                assertThatThrownBy(() -> readAll(algorithm, frame(0, 1000, changed), 1))
                        .as("%d of %d bytes", length, compressed.length)
                        .satisfies(CompressedTransportTest::isDamage);
            }
        }
    }

    @Property(tries = 500)
    void garbageIsRefusedAndNeverHangs(
            @ForAll Algorithm algorithm, @ForAll @Size(min = 7, max = 400) byte[] garbage, @ForAll long seed) {
        garbage[1] = 0;
        garbage[2] = 0;
        garbage[3] = 0;
        try {
            readAll(algorithm, garbage, seed);
        } catch (MysqlIoException e) {
            assertThat(e).isInstanceOf(ConnectionClosedException.class);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void frameNumbersOutOfOrderAreDamage(Algorithm algorithm) {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        wire.writeBytes(frame(0, 0, new byte[1]));
        wire.writeBytes(frame(2, 0, new byte[1]));
        assertThatThrownBy(() -> readAll(algorithm, wire.toByteArray(), 1))
                .satisfies(CompressedTransportTest::isDamage);
    }

    /** Inside a header of seven bytes, between frames, inside what is compressed. */
    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void aStreamThatEndsAnywhereIsALostConnectionAndGivesNothingWrong(Algorithm algorithm) throws IOException {
        byte[] plain = compressible(1000);
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(frame(0, plain.length, algorithm.compress(plain)));
        whole.writeBytes(frame(1, plain.length, algorithm.compress(plain)));
        for (int length = 0; length < whole.size(); length++) {
            byte[] cut = Arrays.copyOf(whole.toByteArray(), length);
            byte[] received;
            try {
                received = readAll(algorithm, cut, length);
            } catch (ConnectionClosedException e) {
                assertThat(e.isDamage()).as("cut after %d bytes", length).isFalse();
                continue;
            }
            assertThat(received)
                    .as("cut after %d bytes", length)
                    .isEqualTo(Arrays.copyOf(concat(plain), received.length));
            assertThat(received.length % plain.length)
                    .as("cut after %d bytes", length)
                    .isZero();
        }
    }

    private static byte[] concat(byte[] plain) {
        byte[] twice = Arrays.copyOf(plain, 2 * plain.length);
        System.arraycopy(plain, 0, twice, plain.length, plain.length);
        return twice;
    }

    /** Not each one is noticed: Adler-32 is weak for short data, and zstd's has no checksum here. Pages have. */
    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void aChangedBitAnywhereIsNeverTakenForABrokenServer(Algorithm algorithm) {
        byte[] plain = compressible(1000);
        byte[] whole = frame(0, plain.length, algorithm.compress(plain));
        int noticed = 0;
        for (int bit = 0; bit < 8 * whole.length; bit++) {
            byte[] changed = whole.clone();
            changed[bit / 8] ^= (byte) (1 << (bit % 8));
            try {
                readAll(algorithm, changed, bit);
            } catch (IOException e) {
                noticed++;
                assertThat(e).as("bit %d", bit).isInstanceOf(ConnectionClosedException.class);
            }
        }
        assertThat(noticed).isPositive();
    }

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void whatIsSentCanBeRead(Algorithm algorithm) throws IOException {
        for (int length : new int[] {0, 1, 8000, 9000, PacketWriter.MAX_PACKET - 4, PacketWriter.MAX_PACKET}) {
            byte[] payload = compressible(length);
            MemoryTransport below = new MemoryTransport(new byte[0], 1);
            CompressedTransport transport = new CompressedTransport(below, algorithm.codec());
            transport.startMessage();
            transport.write(ByteBuffer.wrap(new byte[4]), ByteBuffer.wrap(payload));
            transport.release();
            assertThat(readAll(algorithm, below.written.toByteArray(), 3))
                    .hasSize(length + 4)
                    .endsWith(payload);
        }
    }
}
