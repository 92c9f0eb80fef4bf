package io.mysqlclone.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.engine.Bytes;
import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.engine.MalformedMessageException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ResponseDecoderTest {
    static Stream<Arguments> table() {
        return Stream.of(
                Arguments.of(
                        "01 03010000 0c 02000000 aabb",
                        new CloneResponse.Locators(
                                ProtocolVersion.V4,
                                List.of(new EngineLocator(12, Bytes.of((byte) 0xAA, (byte) 0xBB))))),
                Arguments.of("01 00010000", new CloneResponse.Locators(ProtocolVersion.V1, List.of())),
                Arguments.of(
                        "02 0c 00 0102", new CloneResponse.DataDescriptor(12, 0, ByteBuffer.wrap(new byte[] {1, 2}))),
                Arguments.of("03", new CloneResponse.Data()),
                Arguments.of("03 ffffffff", new CloneResponse.Data()),
                Arguments.of("04 03000000 616263", new CloneResponse.Plugin("abc")),
                Arguments.of("05 01000000 61 02000000 6263", new CloneResponse.Config("a", "bc")),
                Arguments.of("06 02000000 c3bc", new CloneResponse.Collation("ü")),
                Arguments.of("07 01000000 61 00000000", new CloneResponse.PluginV2("a", "")),
                Arguments.of("08 01000000 61 01000000 35", new CloneResponse.ConfigV3("a", "5")),
                Arguments.of("09 01000000 6a 03000000 7b0a7d", new CloneResponse.ConfigV4("j", "{\n}")),
                Arguments.of("63", new CloneResponse.Complete()),
                Arguments.of("64 17070000 6162", new CloneResponse.CloneError(1815, "ab")),
                Arguments.of("64 ffffffff", new CloneResponse.CloneError(4294967295L, "")),
                Arguments.of("64 01000000 1b5b33316d ff", new CloneResponse.CloneError(1, " [31m\uFFFD")),
                Arguments.of("0a 01", new CloneResponse.Unknown(10, Bytes.of((byte) 1))),
                Arguments.of("ff", new CloneResponse.Unknown(255, Bytes.EMPTY)));
    }

    @ParameterizedTest
    @MethodSource("table")
    void decodes(String hex, CloneResponse expected) throws MalformedMessageException {
        assertThat(ResponseDecoder.decode(bytes(hex))).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("table")
    void decodesBehindAPrefixInALittleEndianDirectBuffer(String hex, CloneResponse expected)
            throws MalformedMessageException {
        ByteBuffer content = bytes(hex);
        ByteBuffer packet = ByteBuffer.allocateDirect(content.remaining() + 5).order(ByteOrder.LITTLE_ENDIAN);
        packet.put(3, content, 0, content.remaining());
        packet.position(3).limit(3 + content.remaining());
        assertThat(ResponseDecoder.decode(packet)).isEqualTo(expected);
        assertThat(packet.position()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "01 03010000 0c 02000000 aa",
                "01 00000100",
                "02 0c 10",
                "04 03000000 6162",
                "04 02000000 616263",
                "04 01000000 00",
                "04 01000000 ff",
                "04 ffffffff",
                "05 00000000",
                "63 00",
                "64 170700"
            })
    void refusesWhatIsNotOneResponse(String hex) {
        assertThatThrownBy(() -> ResponseDecoder.decode(bytes(hex))).isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void boundsEveryString() {
        assertBound("04", ResponseDecoder.MAX_NAME);
        assertBound("06", ResponseDecoder.MAX_NAME);
        assertBound("05 00000000", ResponseDecoder.MAX_VALUE);
        assertBound("07 00000000", ResponseDecoder.MAX_NAME);
        assertBound("08 00000000", ResponseDecoder.MAX_VALUE);
        assertBound("09 00000000", ResponseDecoder.MAX_JSON);
    }

    private static void assertBound(String prefix, int bound) {
        ByteBuffer packet = ByteBuffer.allocate(16 + bound + 1).order(ByteOrder.LITTLE_ENDIAN);
        packet.put(bytes(prefix)).putInt(bound + 1);
        packet.rewind();
        assertThatThrownBy(() -> ResponseDecoder.decode(packet))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("0 to " + bound + " (");
    }

    @Test
    void cutsAnEndlessErrorMessage() throws MalformedMessageException {
        byte[] packet = "d....".concat("x".repeat(10_000)).getBytes(StandardCharsets.US_ASCII);
        assertThat(ResponseDecoder.decode(ByteBuffer.wrap(packet)))
                .isInstanceOfSatisfying(
                        CloneResponse.CloneError.class,
                        error -> assertThat(error.message()).hasSize(CloneResponse.CloneError.MAX_MESSAGE));
    }

    @Property
    void configRoundTripsAndRefusesEveryTruncation(
            @ForAll("names") String name, @ForAll("names") @StringLength(max = 50) String value)
            throws MalformedMessageException {
        byte[] whole = config(name, value);
        assertThat(ResponseDecoder.decode(ByteBuffer.wrap(whole))).isEqualTo(new CloneResponse.Config(name, value));
        for (int length = 0; length < whole.length; length++) {
            ByteBuffer cut = ByteBuffer.wrap(whole, 0, length);
            assertThatThrownBy(() -> ResponseDecoder.decode(cut)).isInstanceOf(MalformedMessageException.class);
        }
    }

    @Property
    void anyBytesDecodeOrAreRefused(@ForAll byte[] noise, @ForAll("codes") byte code) {
        if (noise.length > 0) {
            noise[0] = code;
        }
        try {
            assertThat(ResponseDecoder.decode(ByteBuffer.wrap(noise))).isNotNull();
        } catch (MalformedMessageException expected) {
            assertThat(expected).hasMessageContaining("ER_CLONE_PROTOCOL");
        }
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.strings()
                .withCharRange(' ', '~')
                .withChars('ü', '€', '表')
                .ofMaxLength(40);
    }

    @Provide
    Arbitrary<Byte> codes() {
        return Arbitraries.oneOf(
                Arbitraries.bytes().between((byte) 0, (byte) 10), Arbitraries.of((byte) 99, (byte) 100, (byte) -1));
    }

    private static byte[] config(String name, String value) {
        byte[] first = name.getBytes(StandardCharsets.UTF_8);
        byte[] second = value.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(9 + first.length + second.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(ResponseDecoder.CONFIG)
                .putInt(first.length)
                .put(first)
                .putInt(second.length)
                .put(second)
                .array();
    }

    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
    }
}
