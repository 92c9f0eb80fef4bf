package io.mysqlclone.serial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.binlog.BinaryLogs;
import io.mysqlclone.engine.Bytes;
import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.engine.MalformedMessageException;
import io.mysqlclone.tablefiles.UnloggedTables;
import java.nio.ByteBuffer;
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
import org.junit.jupiter.params.provider.MethodSource;

/** What donor and recipient say to each other, of the kinds that there are. */
final class SerialDescriptorTest {
    private static final List<SerialKind> KINDS = List.of(BinaryLogs.KIND, UnloggedTables.KIND);

    record Said(SerialKind kind, SerialDescriptor descriptor) {
        SerialDescriptor heard(ByteBuffer bytes) throws MalformedMessageException {
            return SerialDescriptor.decode(kind, bytes);
        }

        ByteBuffer encoded() {
            return SerialDescriptorTest.encoded(descriptor);
        }
    }

    private static ByteBuffer encoded(SerialDescriptor descriptor) {
        ByteBuffer bytes = ByteBuffer.allocate(SerialDescriptor.MAX_LENGTH);
        descriptor.encode(bytes);
        return bytes.flip();
    }

    private static Arbitrary<String> words(String letters, int longest) {
        return Arbitraries.strings().withChars(letters).ofMinLength(1).ofMaxLength(longest);
    }

    private static Arbitrary<String> files(SerialKind kind) {
        if (kind == BinaryLogs.KIND) {
            return Combinators.combine(words("abcXYZ0- ä漢", 200), words("0123456789", 4))
                    .as((base, number) -> base + ".000" + "000".substring(Math.min(3, number.length())) + number)
                    .filter(kind::isFile);
        }
        return Combinators.combine(
                        words("abcXYZ019_@", 255),
                        words("abcXYZ019_@", 251),
                        Arbitraries.of("MYD", "MYI", "ARZ", "sdi"))
                .as((schema, table, extension) -> schema + "/" + table + "." + extension);
    }

    private static Arbitrary<SerialDescriptor> descriptors(SerialKind kind) {
        Arbitrary<SerialDescriptor> starts = Combinators.combine(
                        Arbitraries.integers()
                                .between(
                                        kind.directories().least(),
                                        kind.directories().most()),
                        Arbitraries.integers()
                                .between(kind.files().least(), kind.files().most()),
                        Arbitraries.longs().greaterOrEqual(0))
                .as(SerialDescriptor.Start::new);
        Arbitrary<SerialDescriptor> named = Combinators.combine(
                        Arbitraries.integers().greaterOrEqual(0),
                        Arbitraries.longs().greaterOrEqual(0),
                        files(kind))
                .as(SerialDescriptor.File::new);
        Arbitrary<SerialDescriptor> blocks = Combinators.combine(
                        Arbitraries.longs().greaterOrEqual(0),
                        Arbitraries.integers().between(1, SerialDescriptor.LARGEST_BLOCK),
                        Arbitraries.integers())
                .as(SerialDescriptor.Block::new);
        Arbitrary<SerialDescriptor> ends = Arbitraries.just(new SerialDescriptor.End());
        return kind.directories().most() == 0
                ? Arbitraries.oneOf(starts, named, blocks, ends)
                : Arbitraries.oneOf(
                        starts, named, blocks, ends, words("abcXYZ019_@", 255).map(SerialDescriptor.Directory::new));
    }

    @Provide
    Arbitrary<Said> said() {
        return Arbitraries.of(KINDS).flatMap(kind -> descriptors(kind).map(descriptor -> new Said(kind, descriptor)));
    }

    @Provide
    Arbitrary<SerialKind> kinds() {
        return Arbitraries.of(KINDS);
    }

    @Property
    void whatIsSaidIsHeard(@ForAll("said") Said said) throws Exception {
        assertThat(said.heard(said.encoded())).isEqualTo(said.descriptor());
    }

    @Property(tries = 100)
    void whatIsCutOffIsRefusedOrAnother(@ForAll("said") Said said) throws Exception {
        ByteBuffer whole = said.encoded();
        for (int length = 0; length < whole.limit(); length++) {
            try {
                assertThat(said.heard(whole.slice(0, length))).isNotEqualTo(said.descriptor());
            } catch (MalformedMessageException refused) {
                assertThat(refused).hasMessageContaining(said.kind().stage() + " DESCRIPTOR");
            }
        }
    }

    /** Nothing that a peer sends is more than malformed. */
    @Property
    void anyBytesAreRefusedOrWhatTheySay(@ForAll("kinds") SerialKind kind, @ForAll byte[] bytes) {
        try {
            SerialDescriptor read = SerialDescriptor.decode(kind, ByteBuffer.wrap(bytes));
            assertThat(encoded(read)).isEqualTo(ByteBuffer.wrap(bytes));
        } catch (MalformedMessageException refused) {
            assertThat(refused).hasMessageContaining(kind.stage() + " DESCRIPTOR");
        }
    }

    static Stream<String> impossible() {
        return Stream.of(
                "",
                "00",
                "06",
                "05ff",
                "01" + "ffffffff" + "00000001" + "0000000000000001",
                "01" + "00000001" + "ffffffff" + "0000000000000001",
                "01" + "00000001" + "000f4241" + "0000000000000001",
                "01" + "00000001" + "00000001" + "ffffffffffffffff",
                "01" + "00000001" + "00000001" + "00000000000000",
                "02",
                "02" + "c3",
                "03" + "00000000" + "0000000000000001",
                "03" + "00000000" + "0000000000000001" + "ff",
                "03" + "ffffffff" + "0000000000000001" + "642f742e4d5944",
                "03" + "00000000" + "ffffffffffffffff" + "642f742e4d5944",
                "03" + "ffffffff" + "0000000000000001" + "622e303030303031",
                "03" + "00000000" + "ffffffffffffffff" + "622e303030303031",
                "04" + "0000000000000000" + "00000000" + "00000000",
                "04" + "0000000000000000" + "00100001" + "00000000",
                "04" + "ffffffffffffffff" + "00000001" + "00000000",
                "04" + "0000000000000000" + "00000001" + "0000000000");
    }

    @ParameterizedTest
    @MethodSource("impossible")
    void whatCanNotBeIsRefused(String hex) {
        for (SerialKind kind : KINDS) {
            assertThatThrownBy(() -> SerialDescriptor.decode(
                            kind, ByteBuffer.wrap(HexFormat.of().parseHex(hex))))
                    .isInstanceOf(MalformedMessageException.class);
        }
    }

    @Test
    void eachKindHasItsNumbers() {
        for (var descriptor : List.of(
                new SerialDescriptor.Start(0, 0, 1),
                new SerialDescriptor.Start(1, 1, 1),
                new SerialDescriptor.Start(0, 1_000_001, 1))) {
            assertThatThrownBy(() -> SerialDescriptor.decode(BinaryLogs.KIND, encoded(descriptor)))
                    .hasMessageContaining("Malformed BINARY LOG DESCRIPTOR: number of");
        }
        for (var descriptor : List.of(
                new SerialDescriptor.Start(0, 1, 1),
                new SerialDescriptor.Start(100_001, 1, 1),
                new SerialDescriptor.Start(1, 1_000_001, 1))) {
            assertThatThrownBy(() -> SerialDescriptor.decode(UnloggedTables.KIND, encoded(descriptor)))
                    .hasMessageContaining("Malformed TABLE FILES DESCRIPTOR: number of");
        }
    }

    @Test
    void aLocatorTellsHowFarTheRecipientIs() throws Exception {
        var locator = new SerialLocator(Long.MAX_VALUE, 17, 5L << 32);
        for (SerialKind kind : KINDS) {
            EngineLocator mine = locator.encode(kind);
            assertThat(SerialLocator.decode(kind, mine)).isEqualTo(locator);
            refused(kind, new EngineLocator(12, mine.locator()), "engine type is 12");
            refused(kind, new EngineLocator(kind.type(), Bytes.of(new byte[20])), "length is 20");
            byte[] older = mine.locator().toArray();
            older[0] = 1;
            refused(kind, new EngineLocator(kind.type(), Bytes.of(older)), "format is 1");
            refused(kind, new SerialLocator(1, -1, 0).encode(kind), "position is -1:0");
            refused(kind, new SerialLocator(1, 0, -1).encode(kind), "position is 0:-1");
            refused(kind, new SerialLocator(1, 1_000_001, 0).encode(kind), "position is 1000001:0");
        }
    }

    private static void refused(SerialKind kind, EngineLocator locator, String why) {
        assertThatThrownBy(() -> SerialLocator.decode(kind, locator))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining(kind.stage() + " LOCATOR")
                .hasMessageContaining(why);
    }
}
