package io.mysqlclone.mysql.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.mysql.ConnectionClosedException;
import io.mysqlclone.mysql.MalformedPacketException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets: framing both ways, splits, order, truncation and garbage. */
final class PacketStreamTest {
    private static final int FULL = PacketWriter.MAX_PACKET;

    private static byte[] payload(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static byte[] framed(byte[] payload) throws IOException {
        MemoryTransport transport = new MemoryTransport(new byte[0], 0);
        new PacketWriter(transport).send(ByteBuffer.wrap(payload));
        return transport.written.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "16777214, 1", "16777215, 2", "16777216, 2", "33554430, 3", "33554431, 3"})
    void payloadsOfAnyLengthSurviveTheSplit(int length, int packets) throws IOException {
        byte[] payload = payload(length);
        byte[] framed = framed(payload);
        assertThat(framed).hasSize(length + packets * PacketWriter.HEADER);
        assertThat(framed[3]).isZero();
        assertThat(framed[framed.length - length % FULL - 1]).isEqualTo((byte) (packets - 1));

        PacketReader reader = MemoryTransport.reader(framed);
        reader.nextPacket();
        ByteBuffer whole = ByteBuffer.allocateDirect(length);
        reader.readFully(whole);
        reader.requireEnd();
        assertThat(reader.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        assertThat(whole.flip()).isEqualTo(ByteBuffer.wrap(payload));
    }

    @Test
    void restIsBoundedAcrossASplit() throws IOException {
        PacketReader reader = MemoryTransport.reader(framed(payload(FULL + 10)));
        reader.nextPacket();
        assertThatThrownBy(() -> reader.readRest(FULL + 9)).isInstanceOf(MalformedPacketException.class);

        PacketReader generous = MemoryTransport.reader(framed(payload(FULL + 10)));
        generous.nextPacket();
        assertThat(generous.readRest(FULL + 10)).isEqualTo(ByteBuffer.wrap(payload(FULL + 10)));
    }

    @Property
    void restIsWhatWasSent(@ForAll @Size(max = 2000) byte[] payload, @ForAll long seed) throws IOException {
        PacketReader reader = MemoryTransport.reader(new MemoryTransport(framed(payload), seed));
        reader.nextPacket();
        assertThat(reader.readRest(payload.length)).isEqualTo(ByteBuffer.wrap(payload));
    }

    @Property
    void aCutPacketIsAClosedConnection(
            @ForAll @Size(min = 1, max = 300) byte[] payload, @ForAll @IntRange(max = 303) int keep)
            throws IOException {
        byte[] framed = framed(payload);
        PacketReader reader = MemoryTransport.reader(Arrays.copyOf(framed, Math.min(keep, framed.length - 1)));
        assertThatThrownBy(() -> {
                    reader.nextPacket();
                    reader.readRest(1000);
                })
                .isInstanceOf(ConnectionClosedException.class);
    }

    @Test
    void theNextPacketSkipsWhatIsLeft() throws IOException {
        byte[] input = {3, 0, 0, 0, 'a', 'b', 'c', 1, 0, 0, 0, 'd'};
        PacketReader reader = MemoryTransport.reader(input);
        reader.nextPacket();
        reader.nextPacket();
        assertThat(reader.readRest(1).get()).isEqualTo((byte) 'd');
    }

    @Test
    void aPacketShorterOrLongerThanExpectedIsMalformed() throws IOException {
        PacketReader reader = MemoryTransport.reader(new byte[] {3, 0, 0, 0, 'a', 'b', 'c'});
        reader.nextPacket();
        reader.readFully(ByteBuffer.allocate(2));
        assertThatThrownBy(reader::requireEnd).isInstanceOf(MalformedPacketException.class);
        assertThatThrownBy(() -> reader.readFully(ByteBuffer.allocate(2))).isInstanceOf(MalformedPacketException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 7, 255})
    void aJumpInTheSequenceIsMalformed(int second) throws IOException {
        PacketReader reader = MemoryTransport.reader(new byte[] {0, 0, 0, 0, 0, 0, 0, (byte) second});
        reader.nextPacket();
        assertThatThrownBy(reader::nextPacket).isInstanceOf(MalformedPacketException.class);
    }

    @Test
    void everyResponseMayStartAtZeroOrCountUp() throws IOException {
        PacketReader reader =
                MemoryTransport.reader(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0});
        for (int i = 0; i < 5; i++) {
            reader.nextPacket();
        }
    }

    @Test
    void thePartsOfASplitPacketMustCountUp() throws IOException {
        byte[] framed = framed(payload(FULL));
        framed[framed.length - 1] = 0;
        PacketReader reader = MemoryTransport.reader(framed);
        reader.nextPacket();
        assertThatThrownBy(reader::skipRest).isInstanceOf(MalformedPacketException.class);
    }
}
