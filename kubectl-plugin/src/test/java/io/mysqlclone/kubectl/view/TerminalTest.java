package io.mysqlclone.kubectl.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is drawn fits into the window, and is drawn over. */
class TerminalTest {
    private static final MySQLClone CLONE = Serialization.unmarshal("""
            metadata: {name: a-clone-with-a-name-of-forty-nine-characters-in-it, namespace: a-namespace-of-some-length,
              creationTimestamp: "2026-05-04T10:00:00Z"}
            spec: {donor: {host: mysql-0.mysql.shop.svc.cluster.local, credentialsSecretRef: {name: donor}},
              recipient: {pod: {name: mysql-1}}}
            status:
              phase: AwaitingApproval
              message: "A sentence that is longer than a narrow window, and a-word-that-is-longer-than-a-narrow-window-too."
              leftovers: "Something of the clone is left in the volume."
              progress: {stage: FILE COPY, percent: 42, dataBytes: 2254857830, totalBytes: 5368709120, connections: 4}
              conditions: [{type: Ready, status: "False", reason: RecipientHasNoDataVolume, message: m}]
            """, MySQLClone.class);

    private static String plain(String line) {
        return line.replaceAll("\u001b\\[[0-9;]*m", "");
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 40, 79, 119, 200})
    void noLineIsWiderThanTheWindow(int width) {
        Style style = new Style(true, true, true, width);

        assertThat(OneClone.lines(CLONE, style, Instant.parse("2026-05-04T10:05:00Z")))
                .hasSizeGreaterThan(6)
                .allSatisfy(line -> assertThat(plain(line)).hasSizeLessThanOrEqualTo(width));
        assertThat(ManyClones.lines(List.of(CLONE), true, style))
                .hasSize(2)
                .allSatisfy(line -> assertThat(plain(line)).hasSizeLessThanOrEqualTo(width));
    }

    @Test
    void aFrameIsDrawnOverTheOneBefore() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LiveArea area = new LiveArea(new PrintStream(out, true, StandardCharsets.UTF_8));

        area.draw(List.of("one", "\u001b[1mtwo\u001b[0m"), 80, 24);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("one\u001b[K\n\u001b[1mtwo\u001b[0m\u001b[K\n\u001b[J");
        out.reset();
        area.draw(List.of("three"), 80, 24);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("\r\u001b[2Athree\u001b[K\n\u001b[J");
    }

    @Test
    void aWindowThatWasMadeNarrowerHasWrappedTheLines() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LiveArea area = new LiveArea(new PrintStream(out, true, StandardCharsets.UTF_8));
        area.draw(List.of("x".repeat(70), "y"), 80, 24);
        out.reset();

        area.draw(List.of("z"), 40, 24);
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("\r\u001b[3A");
    }

    @Test
    void aLowWindowShowsTheFirstLines() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LiveArea area = new LiveArea(new PrintStream(out, true, StandardCharsets.UTF_8));
        area.draw(List.of("1", "2", "3", "4"), 80, 3);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("1", "2").doesNotContain("3\u001b");
    }
}
