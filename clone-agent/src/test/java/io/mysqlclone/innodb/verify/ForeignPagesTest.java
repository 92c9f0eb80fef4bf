package io.mysqlclone.innodb.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class ForeignPagesTest {
    private static final int PAGE = 16384;

    @Test
    void areTheTwoBlocksThatAnOldDoublewriteBufferNames() {
        ByteBuffer page = ByteBuffer.allocate(PAGE);
        page.putInt(PAGE - 200 + 10, 536853855).putInt(PAGE - 200 + 14, 64).putInt(PAGE - 200 + 18, 128);
        ForeignPages foreign = ForeignPages.read(page, PAGE);
        assertThat(foreign.contains(63)).isFalse();
        assertThat(foreign.contains(64)).isTrue();
        assertThat(foreign.contains(191)).isTrue();
        assertThat(foreign.contains(192)).isFalse();
    }

    @Test
    void areNoneWithoutTheMagicNumber() {
        ForeignPages foreign = ForeignPages.read(ByteBuffer.allocate(PAGE), PAGE);
        assertThat(foreign).isEqualTo(ForeignPages.NONE);
        assertThat(foreign.contains(0)).isFalse();
    }
}
