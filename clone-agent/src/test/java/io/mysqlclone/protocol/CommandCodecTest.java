package io.mysqlclone.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.engine.Bytes;
import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.engine.MalformedMessageException;
import io.mysqlclone.protocol.CloneCommand.Ack;
import io.mysqlclone.protocol.CloneCommand.Attach;
import io.mysqlclone.protocol.CloneCommand.Execute;
import io.mysqlclone.protocol.CloneCommand.Exit;
import io.mysqlclone.protocol.CloneCommand.Init;
import io.mysqlclone.protocol.CloneCommand.Reinit;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CommandCodecTest {
    private static final EngineLocator LOCATOR = new EngineLocator(12, Bytes.of((byte) 0xAA, (byte) 0xBB));

    static Stream<Arguments> table() {
        return Stream.of(
                Arguments.of(
                        new Init(ProtocolVersion.V4, DdlSettings.DEFAULT, List.of(LOCATOR)),
                        "01 03010000 2c010080 0c 02000000 aabb"),
                Arguments.of(new Init(ProtocolVersion.V1, new DdlSettings(1, true), List.of()), "01 00010000 01000000"),
                Arguments.of(
                        new Attach(ProtocolVersion.V3, new DdlSettings(0, false), List.of(LOCATOR, LOCATOR)),
                        "02 02010000 00000080 0c 02000000 aabb 0c 02000000 aabb"),
                Arguments.of(
                        new Reinit(ProtocolVersion.V2, new DdlSettings(Integer.MAX_VALUE, false), List.of(LOCATOR)),
                        "03 01010000 ffffffff 0c 02000000 aabb"),
                Arguments.of(new Execute(), "04"),
                Arguments.of(
                        new Ack(0, LOCATOR, Bytes.of((byte) 1, (byte) 2, (byte) 3)),
                        "05 00000000 0c 02000000 aabb 03000000 010203"),
                Arguments.of(new Ack(1026, LOCATOR, Bytes.EMPTY), "05 02040000 0c 02000000 aabb 00000000"),
                Arguments.of(new Exit(), "06"));
    }

    @ParameterizedTest
    @MethodSource("table")
    void encodes(CloneCommand command, String hex) {
        assertThat(encoded(command)).isEqualTo(bytes(hex));
    }

    @ParameterizedTest
    @MethodSource("table")
    void decodes(CloneCommand command, String hex) throws MalformedMessageException {
        assertThat(CommandDecoder.decode(bytes(hex).buffer())).isEqualTo(command);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "00", "07", "20", "0400", "0600", "01 00000100 00000000", "05 ffffffff 0c 00000000 00000000"
            })
    void refusesWhatIsNotOneCommand(String hex) {
        assertThatThrownBy(() -> CommandDecoder.decode(bytes(hex).buffer()))
                .isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void namesFieldValueAndBound() {
        assertThatThrownBy(() -> CommandDecoder.decode(
                        bytes("01 03010000 2c010080 0c ffffffff").buffer()))
                .hasMessage("Malformed COM_INIT: locator length is 4294967295, allowed is 0 to 1048576"
                        + " (3863 ER_CLONE_PROTOCOL)");
    }

    @Test
    void refusesASeventeenthLocator() {
        String entry = "0c 00000000";
        assertThatThrownBy(() -> CommandDecoder.decode(
                        bytes("02 03010000 00000000" + entry.repeat(17)).buffer()))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("number of locators");
    }

    @Test
    void leavesPositionAndOrderOfTheBuffer() throws MalformedMessageException {
        ByteBuffer packet =
                ByteBuffer.allocate(3).order(ByteOrder.LITTLE_ENDIAN).put(1, (byte) 4);
        packet.position(1).limit(2);
        assertThat(CommandDecoder.decode(packet)).isEqualTo(new Execute());
        assertThat(packet.position()).isEqualTo(1);
        ByteBuffer target = ByteBuffer.allocate(9);
        CommandEncoder.encode(new Init(ProtocolVersion.V4, DdlSettings.DEFAULT, List.of()), target);
        assertThat(target.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
        assertThat(target.hasRemaining()).isFalse();
    }

    @Property
    void roundTrips(@ForAll("commands") CloneCommand command) throws MalformedMessageException {
        Bytes bytes = encoded(command);
        assertThat(CommandDecoder.decode(bytes.buffer())).isEqualTo(command);
    }

    @Property
    void refusesATruncatedAcknowledgement(@ForAll("acks") Ack ack) {
        byte[] whole = encoded(ack).toArray();
        for (int length = 0; length < whole.length; length++) {
            ByteBuffer cut = ByteBuffer.wrap(whole, 0, length);
            assertThatThrownBy(() -> CommandDecoder.decode(cut)).isInstanceOf(MalformedMessageException.class);
        }
    }

    @Property
    void anyBytesDecodeOrAreRefused(@ForAll byte[] noise, @ForAll("codes") byte code) {
        if (noise.length > 0) {
            noise[0] = code;
        }
        try {
            CloneCommand command = CommandDecoder.decode(ByteBuffer.wrap(noise));
            assertThat(encoded(command)).isEqualTo(Bytes.of(noise));
        } catch (MalformedMessageException expected) {
            assertThat(expected).hasMessageContaining("ER_CLONE_PROTOCOL");
        }
    }

    @Provide
    Arbitrary<Byte> codes() {
        return Arbitraries.bytes().between((byte) 0, (byte) 8);
    }

    @Provide
    Arbitrary<Ack> acks() {
        return Combinators.combine(Arbitraries.integers().greaterOrEqual(0), locators(), someBytes())
                .as(Ack::new);
    }

    @Provide
    Arbitrary<CloneCommand> commands() {
        Arbitrary<ProtocolVersion> version =
                Arbitraries.integers().between(0, 0xFFFF).map(ProtocolVersion::new);
        Arbitrary<DdlSettings> ddl = Combinators.combine(
                        Arbitraries.integers().greaterOrEqual(0), Arbitraries.of(true, false))
                .as(DdlSettings::new);
        Arbitrary<List<EngineLocator>> list = locators().list().ofMaxSize(EngineLocator.MAX_COUNT);
        return Arbitraries.oneOf(
                Combinators.combine(version, ddl, list).as(Init::new),
                Combinators.combine(version, ddl, list).as(Attach::new),
                Combinators.combine(version, ddl, list).as(Reinit::new),
                acks(),
                Arbitraries.of(new Execute(), new Exit()));
    }

    private static Arbitrary<EngineLocator> locators() {
        return Combinators.combine(Arbitraries.integers().between(0, 255), someBytes())
                .as(EngineLocator::new);
    }

    private static Arbitrary<Bytes> someBytes() {
        return Arbitraries.bytes().array(byte[].class).ofMaxSize(100).map(Bytes::of);
    }

    private static Bytes encoded(CloneCommand command) {
        ByteBuffer target = ByteBuffer.allocate(CommandEncoder.encodedLength(command));
        CommandEncoder.encode(command, target);
        assertThat(target.hasRemaining()).isFalse();
        return Bytes.copyOf(target.flip());
    }

    private static Bytes bytes(String hex) {
        return Bytes.of(HexFormat.of().parseHex(hex.replace(" ", "")));
    }
}
