package io.mysqlclone.agent.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveAreaTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final LiveArea area = new LiveArea(new PrintStream(written, true, UTF_8));

    @Test
    void redrawsInPlace() {
        area.draw(lines("a", "b"), 80);
        area.draw(lines("c", "d"), 80);

        assertThat(screen()).containsExactly("c", "d");
    }

    @Test
    void erasesLinesThatAreGone() {
        area.draw(lines("a", "b", "c"), 80);
        area.draw(lines("d"), 80);

        assertThat(screen()).containsExactly("d");
    }

    @Test
    void letsOtherLinesScrollByAbove() {
        area.draw(lines("panel"), 80);
        area.print(List.of("event 1"), 80);
        area.print(List.of("event 2"), 80);
        area.draw(lines("panel 2"), 80);

        assertThat(screen()).containsExactly("event 1", "event 2", "panel 2");
    }

    @Test
    void leavesTheLastPictureWhereItIs() {
        area.draw(lines("last"), 80);
        area.leave();
        area.print(List.of("after"), 80);

        assertThat(screen()).containsExactly("last", "after");
    }

    @Test
    void goesUpOverTheRowsThatANarrowerWindowMadeOfALine() {
        area.draw(lines("x".repeat(50)), 80);
        written.reset();
        area.draw(lines("y"), 20);

        assertThat(written.toString(UTF_8)).startsWith("\r\u001b[3A");
    }

    private static List<Line> lines(String... texts) {
        return Arrays.stream(texts)
                .map(text -> new Line(Style.PLAIN, 79).add(text))
                .toList();
    }

    private List<String> screen() {
        return FakeScreen.after(written.toString(UTF_8));
    }
}
