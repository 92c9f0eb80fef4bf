package io.mysqlclone.agent.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WrapTest {
    @Test
    void endsLinesBetweenWords() {
        assertThat(Wrap.lines("the data from before the clone", 12))
                .containsExactly("the data", "from before", "the clone");
    }

    @Test
    void aWordThatIsTooLongHasALineOfItsOwn() {
        assertThat(Wrap.lines("in /var/lib/mysql now", 8)).containsExactly("in", "/var/lib/mysql", "now");
    }

    @Test
    void whatFitsStays() {
        assertThat(Wrap.lines("twelve chars", 12)).containsExactly("twelve chars");
    }

    @Test
    void aCommandStaysOneLineSoThatItCanBeCopied() {
        assertThat(Wrap.lines("  clone-agent outcome --data-dir /data", 20))
                .containsExactly("  clone-agent outcome --data-dir /data");
    }
}
