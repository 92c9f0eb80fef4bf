package io.mysqlclone.operator.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class OperatorKeyTest {

    private final OperatorKey key = new OperatorKey("0123456789abcdef".getBytes(StandardCharsets.UTF_8));

    @Test
    void eachRunHasATokenOfItsOwn() {
        assertThat(key.token("a", 1)).isEqualTo(key.token("a", 1)).matches("[0-9a-f]{64}");
        assertThat(key.token("a", 2)).isNotEqualTo(key.token("a", 1));
        assertThat(key.token("b", 1)).isNotEqualTo(key.token("a", 1));
    }

    /** {@code printf a:1 | openssl dgst -sha256 -hmac 0123456789abcdef}, and the SHA-256 of what that printed. */
    @Test
    void isTheHmacThatOthersCompute() {
        assertThat(key.token("a", 1)).isEqualTo("27ae1522f5edd771b37a029a86c0b6a8c45df8b3156cbc1ec4fbdcdf3d803165");
        assertThat(key.tokenSha256("a", 1))
                .isEqualTo("a5760c0c7cc10080f956a8c2b2d6e20ac7719b00c4d61792bd592a19c8f3f40c");
    }

    @Test
    void aShortKeyIsRefused() {
        assertThatThrownBy(() -> new OperatorKey(new byte[15]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the operator's key has 15 bytes, at least 16 are needed");
    }
}
