package io.mysqlclone.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ProtocolVersionTest {
    @Test
    void namesTheVersionsOfReleases() {
        assertThat(ProtocolVersion.V1).hasToString("V1 (0x0100)");
        assertThat(ProtocolVersion.V4).hasToString("V4 (0x0103)");
        assertThat(new ProtocolVersion(0)).hasToString("0x0000");
        assertThat(new ProtocolVersion(0x0104)).hasToString("0x0104");
    }

    @Test
    void ordersByNumber() {
        assertThat(ProtocolVersion.V3).isLessThan(ProtocolVersion.V4).isGreaterThan(ProtocolVersion.V2);
    }
}
