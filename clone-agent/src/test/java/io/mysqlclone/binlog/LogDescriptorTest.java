package io.mysqlclone.binlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.engine.Bytes;
import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.engine.MalformedMessageException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LogDescriptorTest {
    private static ByteBuffer encoded(LogDescriptor descriptor) {
        ByteBuffer bytes = ByteBuffer.allocate(LogDescriptor.MAX_LENGTH);
        descriptor.encode(bytes);
        return bytes.flip();
    }

    @Property
    void whatIsSaidIsHeard(
            @ForAll @IntRange(min = 1, max = BinaryLogs.MOST_LOGS) int count,
            @ForAll @LongRange(min = 0) long bytes,
            @ForAll @NumericChars @StringLength(min = 1, max = 200) String name,
            @ForAll @IntRange(min = 1, max = BinaryLogs.BLOCK) int length,
            @ForAll int checksum)
            throws Exception {
        for (LogDescriptor said : new LogDescriptor[] {
            new LogDescriptor.Start(count, bytes),
            new LogDescriptor.Log(count - 1, bytes, name),
            new LogDescriptor.Block(bytes, length, checksum),
            new LogDescriptor.End()
        }) {
            assertThat(LogDescriptor.decode(encoded(said))).isEqualTo(said);
        }
    }

    /** Nothing that a peer sends is more than malformed. */
    @Property
    void anyBytesAreADescriptorOrMalformed(@ForAll @Size(max = 64) byte[] bytes) {
        try {
            LogDescriptor.decode(ByteBuffer.wrap(bytes));
        } catch (MalformedMessageException refused) {
            assertThat(refused).hasMessageContaining("3863");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "05",
                "01 00000000 0000000000000001",
                "01 00000001 ffffffffffffffff",
                "01 000f4241 0000000000000001",
                "01 00000001",
                "02 00000000 0000000000000001",
                "02 ffffffff 0000000000000001 61",
                "03 0000000000000000 00000000 00000000",
                "03 0000000000000000 00100001 00000000",
                "03 8000000000000000 00000001 00000000",
                "04 00"
            })
    void whatCannotBeIsRefused(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        assertThatThrownBy(() -> LogDescriptor.decode(ByteBuffer.wrap(bytes)))
                .isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void aLocatorTellsHowFarTheRecipientIs() throws Exception {
        var locator = new LogLocator(Long.MAX_VALUE, 17, 5L << 32);
        assertThat(LogLocator.decode(locator.encode())).isEqualTo(locator);
        assertThatThrownBy(() -> LogLocator.decode(new EngineLocator(BinaryLogs.TYPE, Bytes.of(new byte[20]))))
                .hasMessageContaining("length is 20");
        assertThatThrownBy(() ->
                        LogLocator.decode(new EngineLocator(12, locator.encode().locator())))
                .hasMessageContaining("engine type is 12");
        assertThatThrownBy(() -> LogLocator.decode(new LogLocator(1, -1, 0).encode()))
                .hasMessageContaining("position is -1:0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"binlog.000001", "mysql-bin.123456", "db 1.example.com-bin.0000000001"})
    void namesOfLogs(String name) {
        assertThat(LogName.parse(name)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "binlog.index",
                "../binlog.000001",
                "a/b.000001",
                "/binlog.000001",
                ".000001",
                ".hidden.000001",
                "#clone.000001",
                "bin\nlog.000001",
                "binlog.00001",
                "binlog.00000000001",
                "ibdata1",
                ""
            })
    void namesOfOtherThings(String name) {
        assertThat(LogName.parse(name)).isEmpty();
    }
}
