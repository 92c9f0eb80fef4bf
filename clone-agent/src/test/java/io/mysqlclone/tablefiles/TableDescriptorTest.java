package io.mysqlclone.tablefiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.engine.Bytes;
import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.engine.MalformedMessageException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
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
import org.junit.jupiter.params.provider.ValueSource;

final class TableDescriptorTest {
    private static final SchemaName D = new SchemaName("d");

    private static ByteBuffer encoded(TableDescriptor descriptor) {
        ByteBuffer bytes = ByteBuffer.allocate(TableDescriptor.MAX_LENGTH);
        descriptor.encode(bytes);
        return bytes.flip();
    }

    private static TableFile file(SchemaName schema, String name) {
        return TableFile.parse(schema, name).orElseThrow();
    }

    @Provide
    Arbitrary<TableDescriptor> descriptors() {
        Arbitrary<SchemaName> schemas = Arbitraries.strings()
                .withChars("abcXYZ019_@")
                .ofMinLength(1)
                .ofMaxLength(255)
                .map(SchemaName::new);
        Arbitrary<TableFile> files = Combinators.combine(
                        schemas,
                        Arbitraries.strings()
                                .withChars("abcXYZ019_@")
                                .ofMinLength(1)
                                .ofMaxLength(251),
                        Arbitraries.of(TableFile.Kind.class))
                .as(TableFile::new)
                .filter(name -> !name.isServerLog());
        return Arbitraries.oneOf(
                Combinators.combine(
                                Arbitraries.integers().between(1, UnloggedTables.MOST_SCHEMAS),
                                Arbitraries.integers().between(0, UnloggedTables.MOST_FILES),
                                Arbitraries.longs().greaterOrEqual(0))
                        .as(TableDescriptor.Start::new),
                schemas.map(TableDescriptor.Schema::new),
                Combinators.combine(
                                Arbitraries.integers().greaterOrEqual(0),
                                Arbitraries.longs().greaterOrEqual(0),
                                files)
                        .as(TableDescriptor.File::new),
                Combinators.combine(
                                Arbitraries.longs().greaterOrEqual(0),
                                Arbitraries.integers().between(1, UnloggedTables.BLOCK),
                                Arbitraries.integers())
                        .as(TableDescriptor.Block::new),
                Arbitraries.just(new TableDescriptor.End()));
    }

    @Property
    void whatIsWrittenIsRead(@ForAll("descriptors") TableDescriptor descriptor) throws Exception {
        assertThat(TableDescriptor.decode(encoded(descriptor))).isEqualTo(descriptor);
    }

    @Property(tries = 100)
    void whatIsCutOffIsRefusedOrAnother(@ForAll("descriptors") TableDescriptor descriptor) throws Exception {
        ByteBuffer whole = encoded(descriptor);
        for (int length = 0; length < whole.limit(); length++) {
            try {
                assertThat(TableDescriptor.decode(whole.slice(0, length))).isNotEqualTo(descriptor);
            } catch (MalformedMessageException refused) {
                assertThat(refused).hasMessageContaining("TABLE FILES DESCRIPTOR");
            }
        }
    }

    @Property
    void anyBytesAreRefusedOrWhatTheySay(@ForAll byte[] bytes) {
        try {
            TableDescriptor read = TableDescriptor.decode(ByteBuffer.wrap(bytes));
            assertThat(encoded(read)).isEqualTo(ByteBuffer.wrap(bytes));
        } catch (MalformedMessageException refused) {
            assertThat(refused).hasMessageContaining("TABLE FILES DESCRIPTOR");
        }
    }

    static Stream<String> impossible() {
        return Stream.of(
                "",
                "00",
                "06",
                "05ff",
                "01" + "00000000" + "00000001" + "0000000000000001",
                "01" + "000186a1" + "00000001" + "0000000000000001",
                "01" + "00000001" + "ffffffff" + "0000000000000001",
                "01" + "00000001" + "000f4241" + "0000000000000001",
                "01" + "00000001" + "00000001" + "ffffffffffffffff",
                "01" + "00000001" + "00000001" + "00000000000000",
                "02",
                "03" + "00000000" + "0000000000000001" + "01",
                "03" + "ffffffff" + "0000000000000001" + "01" + "64" + "742e4d5944",
                "03" + "00000000" + "ffffffffffffffff" + "01" + "64" + "742e4d5944",
                "03" + "00000000" + "0000000000000001" + "07" + "64" + "742e4d5944",
                "03" + "00000000" + "0000000000000001" + "00" + "64" + "742e4d5944",
                "04" + "0000000000000000" + "00000000" + "00000000",
                "04" + "0000000000000000" + "00100001" + "00000000",
                "04" + "ffffffffffffffff" + "00000001" + "00000000",
                "04" + "0000000000000000" + "00000001" + "0000000000");
    }

    @ParameterizedTest
    @MethodSource("impossible")
    void whatCanNotBeIsRefused(String hex) {
        assertThatThrownBy(() ->
                        TableDescriptor.decode(ByteBuffer.wrap(HexFormat.of().parseHex(hex))))
                .isInstanceOf(MalformedMessageException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../t.MYD",
                "..",
                ".",
                "",
                "/etc/t.MYD",
                "t",
                "t.ibd",
                "t.frm",
                "t.MYD/",
                ".MYD",
                "#sql-1.MYD",
                "a.b.MYD",
                "t.myd",
                "t.SDI",
                "t.MYD\0",
                "t.cnf",
                "ä.MYD",
                "a b.MYD",
                "a\\b.MYD"
            })
    void aFileNameThatMysqldWouldNotMakeIsRefused(String name) {
        ByteBuffer bytes = ByteBuffer.allocate(100)
                .put((byte) 3)
                .putInt(0)
                .putLong(1)
                .put((byte) 1)
                .put((byte) 'd');
        bytes.put(name.getBytes(StandardCharsets.UTF_8)).flip();
        assertThatThrownBy(() -> TableDescriptor.decode(bytes)).isInstanceOf(MalformedMessageException.class);
        assertThat(TableFile.parse(D, name)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ".", "..", "../x", "/etc", "#innodb_redo", "#clone", "a.b", "ä", "lost+found", "d\0", ".ssh"
            })
    void aSchemaThatMysqldWouldNotMakeIsRefused(String name) {
        byte[] ascii = name.getBytes(StandardCharsets.UTF_8);
        ByteBuffer schema = ByteBuffer.allocate(100).put((byte) 2).put(ascii).flip();
        assertThatThrownBy(() -> TableDescriptor.decode(schema)).isInstanceOf(MalformedMessageException.class);
        ByteBuffer file =
                ByteBuffer.allocate(100).put((byte) 3).putInt(0).putLong(1).put((byte) ascii.length);
        file.put(ascii).put("t.MYD".getBytes(StandardCharsets.US_ASCII)).flip();
        assertThatThrownBy(() -> TableDescriptor.decode(file)).isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void namesThatAreTooLongAreRefused() {
        assertThat(SchemaName.parse("d".repeat(255))).isPresent();
        assertThat(SchemaName.parse("d".repeat(256))).isEmpty();
        assertThat(TableFile.parse(D, "t".repeat(251) + ".MYD")).isPresent();
        assertThat(TableFile.parse(D, "t".repeat(252) + ".MYD")).isEmpty();
        ByteBuffer longest = encoded(
                new TableDescriptor.File(1, 1, file(new SchemaName("d".repeat(255)), "t".repeat(251) + ".MYI")));
        assertThat(longest.remaining()).isLessThan(TableDescriptor.MAX_LENGTH);
    }

    /** The server's own logs are made by the recipient; the donor's are no part of a clone. */
    @ParameterizedTest
    @ValueSource(strings = {"general_log.CSV", "slow_log.CSM", "slow_log.MYD", "general_log.MYI"})
    void whatAServerLogsIsRefused(String name) {
        ByteBuffer bytes =
                ByteBuffer.allocate(100).put((byte) 3).putInt(0).putLong(1).put((byte) 5);
        bytes.put(("mysql" + name).getBytes(StandardCharsets.US_ASCII)).flip();
        assertThatThrownBy(() -> TableDescriptor.decode(bytes)).isInstanceOf(MalformedMessageException.class);
        assertThat(file(D, name).isServerLog()).isFalse();
        assertThat(file(SchemaName.SYSTEM, "general_log_224.sdi").isServerLog()).isFalse();
    }

    @Test
    void aLocatorOfAnotherEngineOrLengthIsRefused() throws Exception {
        var locator = new TableLocator(7, 3, 1L << 40);
        assertThat(TableLocator.decode(locator.encode())).isEqualTo(locator);
        EngineLocator mine = locator.encode();
        assertThatThrownBy(() -> TableLocator.decode(new EngineLocator(12, mine.locator())))
                .hasMessageContaining("engine type");
        assertThatThrownBy(() -> TableLocator.decode(new EngineLocator(9, Bytes.of((byte) 1))))
                .hasMessageContaining("length");
        byte[] other = mine.locator().toArray();
        other[0] = 2;
        assertThatThrownBy(() -> TableLocator.decode(new EngineLocator(9, Bytes.of(other))))
                .hasMessageContaining("format");
        byte[] far = new TableLocator(7, UnloggedTables.MOST_FILES + 1, 0)
                .encode()
                .locator()
                .toArray();
        assertThatThrownBy(() -> TableLocator.decode(new EngineLocator(9, Bytes.of(far))))
                .hasMessageContaining("position");
    }
}
