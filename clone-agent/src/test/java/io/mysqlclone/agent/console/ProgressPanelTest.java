package io.mysqlclone.agent.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.agent.Clones;
import io.mysqlclone.recipient.Progress;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ProgressPanelTest {
    private static final Style UNICODE = new Style(false, true);

    @Test
    void showsStagesBarAndNumbers() {
        assertThat(panel(Clones.transferring(), 100, 30, UNICODE))
                .containsExactly(
                        "  ✔ INIT        0:02",
                        "  ▶ FILE COPY   1:33    1.50 GiB of 4.00 GiB",
                        "  · PAGE COPY",
                        "  · REDO COPY",
                        "  · FILE SYNC",
                        "  ▕" + "█".repeat(18) + "░".repeat(32) + "▏  37.5 %",
                        "  200 MiB/s  ETA 0:13  data 1.50 GiB of 4.00 GiB  network 1.00 GiB  4 connections  1 reconnect");
    }

    @Test
    void usesOnlyAsciiWhereTheTerminalKnowsNoMore() {
        assertThat(String.join("\n", panel(Clones.transferring(), 100, 30, Style.PLAIN)))
                .contains("  * INIT", "  > FILE COPY", "  - PAGE COPY", "[######")
                .matches("\\p{ASCII}*");
    }

    @Test
    void leavesOutWhatDoesNotFit() {
        assertThat(panel(Clones.transferring(), 52, 30, UNICODE).getLast())
                .isEqualTo("  200 MiB/s  ETA 0:13  data 1.50 GiB of 4.00 GiB");
    }

    @Test
    void showsTwoLinesInALowWindow() {
        assertThat(panel(Clones.transferring(), 80, 6, UNICODE))
                .hasSize(2)
                .last()
                .asString()
                .contains("ETA");
    }

    @Test
    void tellsHowLongALostDonorIsTriedAgain() {
        assertThat(panel(Clones.reconnecting(), 80, 30, UNICODE).getLast())
                .isEqualTo("  trying again, giving up in 4:10");
    }

    @Test
    void showsNoNumbersBeforeThereAreAny() {
        assertThat(panel(Clones.connecting(), 80, 30, UNICODE).getLast()).isEqualTo("  connecting");
    }

    @Property
    void neverReachesTheLastColumn(@ForAll @IntRange(min = 1, max = 200) int columns) {
        var coloured = new Style(true, true);
        for (var progress : List.of(Clones.transferring(), Clones.reconnecting(), Clones.connecting())) {
            for (var line : panel(progress, columns, 30, coloured)) {
                assertThat(line.replaceAll("\u001b\\[[0-9]*m", "").length()).isLessThan(Math.max(1, columns));
            }
        }
    }

    private static List<String> panel(Progress progress, int columns, int rows, Style style) {
        return ProgressPanel.lines(progress, new Terminal.Size(columns, rows), style, Clones.NOW).stream()
                .map(Line::toString)
                .toList();
    }
}
