package io.mysqlclone.innodb;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FspFlagsTest {
    /** Flags seen on tablespaces of MySQL 9.7.4. */
    @ParameterizedTest
    @CsvSource({
        "16417, 0, 16384, false, false, false",
        "16425, 8192, 8192, false, false, false",
        "16423, 4096, 4096, false, false, false",
        "18432, 0, 16384, true, false, false",
        "17441, 0, 16384, false, true, false",
        "24609, 0, 16384, false, false, true",
        "0, 0, 16384, false, false, false",
        "24801, 0, 4096, false, false, true",
        "25057, 0, 65536, false, false, true"
    })
    void describeATablespace(int raw, int zip, int physical, boolean shared, boolean dataDir, boolean encrypted) {
        FspFlags flags = new FspFlags(raw);
        assertThat(flags.zipSize()).isEqualTo(zip);
        assertThat(flags.physicalPageSize()).isEqualTo(physical);
        assertThat(flags.isShared()).isEqualTo(shared);
        assertThat(flags.hasDataDir()).isEqualTo(dataDir);
        assertThat(flags.isEncrypted()).isEqualTo(encrypted);
        assertThat(flags.isTemporary()).isFalse();
        assertThat(flags.isSane()).isTrue();
    }

    @Test
    void tellWhatIsNoTablespace() {
        assertThat(FspFlags.NOT_A_TABLESPACE.isTablespace()).isFalse();
        assertThat(FspFlags.NOT_A_TABLESPACE.isSane()).isFalse();
        assertThat(FspFlags.NOT_A_TABLESPACE.isEncrypted()).isFalse();
        assertThat(new FspFlags(6 << 1).isSane()).isFalse();
        assertThat(new FspFlags(1 << 6).isSane()).isFalse();
        assertThat(new FspFlags(8 << 6).isSane()).isFalse();
    }
}
