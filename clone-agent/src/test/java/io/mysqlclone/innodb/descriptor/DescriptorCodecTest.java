package io.mysqlclone.innodb.descriptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.engine.Bytes;
import io.mysqlclone.engine.MalformedMessageException;
import io.mysqlclone.innodb.FspFlags;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.SpaceIds;
import io.mysqlclone.innodb.TablespaceKey;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class DescriptorCodecTest {
    private static final byte[] SECRET = new byte[64];

    static {
        Arrays.fill(SECRET, 0, 32, (byte) 0xAB);
        Arrays.fill(SECRET, 32, 64, (byte) 0xCD);
    }

    static Stream<Arguments> table() {
        return Stream.of(
                Arguments.of(
                        new LocatorDescriptor(new InnodbLocator(1, 2, 3, SnapshotState.FILE_COPY, 1), Optional.empty()),
                        "00000064 00000022 00000001 0000000000000001 0000000000000002 00000003 02 01"),
                Arguments.of(new TaskDescriptor(127, 2, 3), "00000064 00000018 00000002 0000007f 00000002 00000003"),
                Arguments.of(
                        new StateDescriptor(SnapshotState.PAGE_COPY, 1, 2, 4294967295L, 5, 6, 1),
                        "00000064 0000002e 00000003 00000003 00000001 00000002 ffffffff"
                                + "0000000000000005 0000000000000006 0001"),
                Arguments.of(
                        new FileDescriptor(
                                SnapshotState.FILE_COPY,
                                114688,
                                102400,
                                new FspFlags(16417),
                                4096,
                                new FileFlags(1),
                                7,
                                6,
                                5,
                                4,
                                Optional.of("./d/ü.ibd"),
                                Optional.empty()),
                        "00000064 00000049 00000004 00000002 000000000001c000 0000000000019000 00004021 00001000"
                                + "0001 00000007 00000006 00000005 00000004 0000000b 2e2f642fc3bc2e69626400"),
                Arguments.of(
                        new FileDescriptor(
                                SnapshotState.REDO_COPY,
                                262144,
                                0,
                                FspFlags.NOT_A_TABLESPACE,
                                0,
                                new FileFlags(0x24),
                                SpaceIds.REDO,
                                0,
                                1,
                                1,
                                Optional.empty(),
                                Optional.of(TablespaceKey.of(SECRET))),
                        "00000064 0000007e 00000004 00000004 0000000000040000 0000000000000000 ffffffff 00000000"
                                + "0024 fffffff0 00000000 00000001 00000001 00000000"
                                + "ab".repeat(32)
                                + "cd".repeat(32)),
                Arguments.of(
                        new DataDescriptor(SnapshotState.REDO_COPY, 1, 2, 3, 4, 4194304, 2048, 4196352),
                        "00000064 00000034 00000005 00000004 00000001 00000002 00000003 00000004 00400000"
                                + "0000000000000800 0000000000400800"));
    }

    @ParameterizedTest
    @MethodSource("table")
    void encodes(Descriptor descriptor, String hex) {
        assertThat(descriptor.encode()).isEqualTo(bytes(hex));
        assertThat(descriptor.encodedLength()).isEqualTo(bytes(hex).length());
    }

    @ParameterizedTest
    @MethodSource("table")
    void decodes(Descriptor descriptor, String hex) throws MalformedMessageException {
        assertThat(DescriptorDecoder.decode(bytes(hex).buffer())).isEqualTo(descriptor);
    }

    @ParameterizedTest
    @MethodSource("table")
    void decodesInsideALittleEndianDirectBuffer(Descriptor descriptor, String hex) throws MalformedMessageException {
        Bytes content = bytes(hex);
        ByteBuffer packet = ByteBuffer.allocateDirect(content.length() + 7).order(ByteOrder.LITTLE_ENDIAN);
        packet.put(3, content.toArray()).position(3).limit(3 + content.length());
        assertThat(DescriptorDecoder.decode(packet)).isEqualTo(descriptor);
        assertThat(packet.position()).isEqualTo(3);
    }

    @ParameterizedTest
    @MethodSource("table")
    void refusesEveryTruncation(Descriptor descriptor, String hex) {
        byte[] whole = descriptor.encode().toArray();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertRefused(cut);
            if (length >= 8) {
                assertRefused(ByteBuffer.wrap(cut).putInt(4, length).array());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("table")
    void refusesABytePastTheEnd(Descriptor descriptor, String hex) {
        byte[] longer = Arrays.copyOf(descriptor.encode().toArray(), descriptor.encodedLength() + 1);
        longer[longer.length - 1] = 1;
        assertRefused(longer);
    }

    static Stream<Arguments> outOfBounds() {
        String data = "00000064 00000034 00000005 00000004 00000001 00000002 00000003 00000004 00400000"
                + "0000000000000800 0000000000400800";
        String state = "00000064 0000002e 00000003 00000003 00000001 00000002 ffffffff"
                + "0000000000000005 0000000000000006 0001";
        String file = "00000064 00000049 00000004 00000002 000000000001c000 0000000000019000 00004021 00001000"
                + "0001 00000007 00000006 00000005 00000004 0000000b 2e2f642fc3bc2e69626400";
        return Stream.of(
                Arguments.of(data, 0, "00000065", "version is 101, allowed is 100"),
                Arguments.of(data, 8, "00000006", "type is 6"),
                Arguments.of(data, 8, "00000000", "type is 0"),
                Arguments.of(data, 12, "00000005", "state is 5, allowed is 2 to 4"),
                Arguments.of(data, 16, "00000080", "task index is 128, allowed is 0 to 127"),
                Arguments.of(data, 20, "00000000", "chunk is 0, allowed is 1 to"),
                Arguments.of(data, 24, "00000000", "block is 0, allowed is 1 to"),
                Arguments.of(data, 28, "80000000", "file index is 2147483648"),
                Arguments.of(data, 32, "00400001", "data length is 4194305, allowed is 0 to 4194304"),
                Arguments.of(data, 36, "ffffffffffffffff", "offset is 18446744073709551615, allowed"),
                Arguments.of(data, 36, "0000ffffffc00001", "offset is 281474972516353, allowed"),
                Arguments.of(data, 44, "0001000000000001", "file size is 281474976710657, allowed"),
                Arguments.of(state, 12, "00000006", "state is 6"),
                Arguments.of(state, 28, "8000000000000000", "estimate is 9223372036854775808"),
                Arguments.of(state, 44, "0004", "flags is 4, allowed is 0 to 3"),
                Arguments.of(file, 12, "00000001", "state is 1"),
                Arguments.of(file, 16, "ffff000000000000", "file size is 18446462598732840960"),
                Arguments.of(file, 40, "0040", "flags is 64"),
                Arguments.of(file, 40, "0020", "length is 73, allowed is 137"),
                Arguments.of(file, 58, "00001001", "name length is 4097, allowed is 0 to 4096"),
                Arguments.of(file, 62, "00", "file name is text with byte 0"),
                Arguments.of(file, 62, "1b", "file name is text with byte 27"),
                Arguments.of(file, 66, "c328", "file name is not UTF-8"),
                Arguments.of(file, 72, "41", "file name is empty or not terminated"));
    }

    @ParameterizedTest
    @MethodSource("outOfBounds")
    void refusesFieldsOutOfBounds(String hex, int offset, String replacement, String expected) {
        byte[] descriptor = bytes(hex).toArray();
        byte[] field = bytes(replacement).toArray();
        System.arraycopy(field, 0, descriptor, offset, field.length);
        assertThatThrownBy(() -> DescriptorDecoder.decode(ByteBuffer.wrap(descriptor)))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining(expected);
    }

    @Test
    void neverPrintsAKey() throws MalformedMessageException {
        FileDescriptor file = new FileDescriptor(
                SnapshotState.PAGE_COPY,
                1,
                1,
                new FspFlags(24609),
                4096,
                new FileFlags(0x24),
                9,
                1,
                1,
                1,
                Optional.of("./d/t.ibd"),
                Optional.of(TablespaceKey.of(SECRET)));
        assertThat(file.toString()).contains("TablespaceKey[hidden]").doesNotContainIgnoringCase("abab");
        assertThat(DescriptorDecoder.decode(file.encode().buffer())).isEqualTo(file);
    }

    @Test
    void acknowledgesTheEndOfAState() {
        StateDescriptor end = new StateDescriptor(SnapshotState.FILE_COPY, 0, 13, 13, 0, 0, 0);
        assertThat(end.isEnd()).isTrue();
        StateDescriptor acknowledgement = end.acknowledgement();
        assertThat(acknowledgement.isAcknowledgement()).isTrue();
        assertThat(acknowledgement.encode())
                .isEqualTo(bytes("00000064 0000002e 00000003 00000002 00000000 0000000d 0000000d"
                        + "0000000000000000 0000000000000000 0002"));
    }

    @Test
    void tellsAKeepAliveFromAChangeOfState() {
        StateDescriptor keepAlive = new StateDescriptor(SnapshotState.PAGE_COPY, 0, 1, 161, 0, 0, 3);
        assertThat(keepAlive.isKeepAlive()).isTrue();
        assertThat(keepAlive.isStart()).isFalse();
        assertThat(keepAlive.isEnd()).isFalse();
        assertThat(keepAlive.isAcknowledgement()).isFalse();
    }

    @Property
    void anyBytesDecodeToWhatTheyEncodeOrAreRefused(@ForAll("nearlyDescriptors") byte[] bytes) {
        try {
            Descriptor descriptor = DescriptorDecoder.decode(ByteBuffer.wrap(bytes));
            byte[] again = descriptor.encode().toArray();
            assertThat(Arrays.copyOf(bytes, again.length)).isEqualTo(again);
        } catch (MalformedMessageException expected) {
            assertThat(expected).hasMessageContaining("ER_CLONE_PROTOCOL");
        }
    }

    /** Descriptors of the table with a few bytes changed: pure noise would rarely get past the header. */
    @Provide
    Arbitrary<byte[]> nearlyDescriptors() {
        Arbitrary<byte[]> good =
                Arbitraries.of(table().map(arguments -> (Descriptor) arguments.get()[0])
                        .map(Descriptor::encode)
                        .map(Bytes::toArray)
                        .toList());
        Arbitrary<byte[]> damaged = good.flatMap(bytes -> Arbitraries.integers()
                .between(0, bytes.length - 1)
                .list()
                .ofMaxSize(4)
                .flatMap(at -> Arbitraries.bytes().list().ofSize(at.size()).map(values -> {
                    byte[] copy = bytes.clone();
                    for (int i = 0; i < at.size(); i++) {
                        copy[at.get(i)] = values.get(i);
                    }
                    return copy;
                })));
        return Arbitraries.oneOf(
                damaged, Arbitraries.bytes().array(byte[].class).ofMaxSize(200));
    }

    private static void assertRefused(byte[] bytes) {
        assertThatThrownBy(() -> DescriptorDecoder.decode(ByteBuffer.wrap(bytes)))
                .isInstanceOf(MalformedMessageException.class);
    }

    private static Bytes bytes(String hex) {
        return Bytes.of(HexFormat.of().parseHex(hex.replace(" ", "")));
    }
}
