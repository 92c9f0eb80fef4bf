package io.mysqlclone.datadir.live;

import static io.mysqlclone.datadir.live.BinaryLogs.log;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mysqlclone.datadir.live.BinaryLogContent.UnreadableLogException;
import io.mysqlclone.gtid.GtidSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Events as a 9.7 server has written them. */
class BinaryLogContentTest {
    private static final String SERVER = "aaff6996ebdf11f1984502fc00000001";
    private static final String UUID = "aaff6996-ebdf-11f1-9845-02fc00000001";

    @TempDir
    private Path directory = Path.of("");

    static Stream<Arguments> events() {
        return Stream.of(
                Arguments.of(BinaryLogs.PREVIOUS_GTIDS, "0000000000000000 cf16d57d", ""),
                Arguments.of(
                        BinaryLogs.PREVIOUS_GTIDS,
                        "0100000000000000" + SERVER + "0200000000000000 0100000000000000 0600000000000000"
                                + "0900000000000000 0a00000000000000 e2671888",
                        UUID + ":1-5:9"),
                Arguments.of(
                        BinaryLogs.PREVIOUS_GTIDS,
                        "0105000000000001"
                                + "11111111111111111111111111111111 00 0100000000000000 400d030000000000 410d030000000000"
                                + "11111111111111111111111111111111 40 615f766572795f6c6f6e675f7461675f6e616d655f6f665f33"
                                + "325f6368617273 0100000000000000 f8ffffffffffff7f f9ffffffffffff7f"
                                + "11111111111111111111111111111111 06 626364 0100000000000000 e803000000000000"
                                + "e903000000000000"
                                + SERVER + "00 0100000000000000 0100000000000000 0600000000000000"
                                + SERVER + "0a 7461675f61 0100000000000000 0100000000000000 0300000000000000 e798b270",
                        "11111111-1111-1111-1111-111111111111:200000:a_very_long_tag_name_of_32_chars:"
                                + "9223372036854775800:bcd:1000," + UUID + ":1-5:tag_a:1-2"),
                Arguments.of(
                        BinaryLogs.GTID,
                        "01" + SERVER + "0100000000000000 020000000000000000 0100000000000000 d56c8ec2676106fc35015062"
                                + "0100f5c475df",
                        UUID + ":1"),
                Arguments.of(
                        BinaryLogs.GTID_TAGGED,
                        "027600000002a902fd03d25902ad037d0322c50361028a04f103000000020404060a7461675f6108100a180c7f5f16f5"
                                + "cf6761061031041283120baa9414e4",
                        UUID + ":tag_a:1"),
                Arguments.of(
                        BinaryLogs.GTID_TAGGED,
                        "0264000000022222222222222222222222222222222204411f060662636408100a200c7f7829f5cf676106100d041283"
                                + "120b5c131c55",
                        "11111111-1111-1111-1111-111111111111:bcd:1000"),
                Arguments.of(
                        BinaryLogs.GTID_TAGGED,
                        "02ac000000022222222222222222222222222222222204fff0ffffffffffffff0640615f766572795f6c6f6e675f7461"
                                + "675f6e616d655f6f665f33325f636861727308100a240c7f8636f5cf676106109d041283120b46c151c2",
                        "11111111-1111-1111-1111-111111111111:a_very_long_tag_name_of_32_chars:9223372036854775800"));
    }

    @ParameterizedTest
    @MethodSource("events")
    void readsTheGtidsOfAnEvent(int type, String hex, String expected) throws IOException {
        BinaryLogContent content = read(
                log().event(type, HexFormat.of().parseHex(hex.replace(" ", ""))).toBytes());
        assertThat(content.all()).hasToString(expected);
        assertThat(type == BinaryLogs.PREVIOUS_GTIDS ? content.own() : content.previous())
                .isEqualTo(GtidSet.EMPTY);
    }

    @Test
    void anEventThatIsNotCompleteYetIsLeftOut() throws IOException {
        byte[] whole = log().noPreviousGtids()
                .event(BinaryLogs.GTID, HexFormat.of().parseHex("01" + SERVER + "0100000000000000"))
                .toBytes();
        assertThat(read(whole).all()).hasToString(UUID + ":1");
        assertThat(read(java.util.Arrays.copyOf(whole, whole.length - 1)).all()).isEqualTo(GtidSet.EMPTY);
    }

    @Test
    void anEncryptedLogCannotBeRead() {
        byte[] bytes = log().noPreviousGtids().toBytes();
        bytes[0] = (byte) 0xfd;
        assertThatExceptionOfType(UnreadableLogException.class).isThrownBy(() -> read(bytes));
    }

    @Property(tries = 500)
    void whateverAnEventHoldsItIsReadOrRefused(@ForAll byte[] body, @ForAll boolean tagged, @ForAll boolean set)
            throws IOException {
        int type = set ? BinaryLogs.PREVIOUS_GTIDS : tagged ? BinaryLogs.GTID_TAGGED : BinaryLogs.GTID;
        Path file = Files.createTempFile("binlog", "");
        try {
            Files.write(file, log().event(type, body).toBytes());
            assertThat(BinaryLogContent.read(file)).isNotNull();
        } catch (UnreadableLogException refused) {
            assertThat(refused).hasMessageContaining(file.toString());
        } finally {
            Files.delete(file);
        }
    }

    private BinaryLogContent read(byte[] bytes) throws IOException {
        Path file = directory.resolve("binlog.000001");
        Files.write(file, bytes);
        return BinaryLogContent.read(file);
    }
}
