package io.mysqlclone.agent.quantity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "4194304, 4194304",
        "64K, 65536",
        "64k, 65536",
        "4M, 4194304",
        "4Mi, 4194304",
        "4MiB, 4194304",
        "4MB, 4194304",
        "4 MiB, 4194304",
        "1G, 1073741824",
        "1.5G, 1610612736",
        "2T, 2199023255552",
        "12B, 12"
    })
    void readsTheUsualSpellings(String text, long bytes) {
        assertThat(ByteSize.parse(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "M",
                "-1",
                "4X",
                "4MM",
                "1e3",
                "0x10",
                "4i",
                "9999999999999999999",
                "9000000T",
                "1,5G",
                "4M/s"
            })
    void refusesAnythingElse(String text) {
        assertThatThrownBy(() -> ByteSize.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(ByteSize.ACCEPTED);
    }

    @Property
    void readsEveryNumberOfBytes(@ForAll @LongRange(min = 0) long bytes) {
        assertThat(ByteSize.parse(Long.toString(bytes))).isEqualTo(bytes);
    }

    @Property
    void nothingButIllegalArgumentComesOutOfHostileText(@ForAll String text) {
        try {
            assertThat(ByteSize.parse(text)).isNotNegative();
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessage(ByteSize.ACCEPTED);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "999, 999 B",
        "1000, 0.98 KiB",
        "1024, 1.00 KiB",
        "10230, 9.99 KiB",
        "10239, 10.0 KiB",
        "104857600, 100 MiB",
        "1073741823, 1.00 GiB",
        "9223372036854775807, 8.00 EiB"
    })
    void printsThreeDigits(long bytes, String text) {
        assertThat(ByteSize.format(bytes)).isEqualTo(text);
    }

    @Property
    void whatIsPrintedIsNearWhatWasMeant(@ForAll @LongRange(min = 1024, max = 1L << 49) long bytes) {
        assertThat((double) ByteSize.parse(ByteSize.format(bytes))).isBetween(bytes * 0.994, bytes * 1.006);
    }
}
