package io.mysqlclone.agent.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mysqlclone.agent.Clones;
import io.mysqlclone.agent.report.Failure;
import io.mysqlclone.innodb.verify.TablespaceVerification;
import io.mysqlclone.recipient.CloneEvent;
import io.mysqlclone.recipient.preflight.Preflight;
import io.mysqlclone.recipient.preflight.Preflight.Check;
import io.mysqlclone.recipient.preflight.Preflight.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DisplayTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(written, true, UTF_8);

    @Test
    void aLogGetsALineWithTheTimeForEachEventAndForProgress() {
        var display = Display.text(Terminal.none(), out, Clones.CLOCK);

        display.event(new CloneEvent.Connected("db1:3306", "9.7.4", "no TLS"));
        display.event(
                new CloneEvent.Reconnecting("connection reset", 2, Duration.ofSeconds(4), Clones.NOW.plusSeconds(300)));
        display.progress(Clones.transferring());

        assertThat(lines())
                .containsExactly(
                        "2026-05-04T10:01:35Z Connected to db1:3306: MySQL 9.7.4, no TLS.",
                        "2026-05-04T10:01:35Z Connection lost: connection reset; attempt 2 in 4 s, giving up in 5:00.",
                        "2026-05-04T10:01:35Z FILE COPY 37.5 %, 1.50 GiB of 4.00 GiB, network 1.00 GiB, 200 MiB/s,"
                                + " ETA 0:12, 4 connections, 1 reconnect");
    }

    @Test
    void aTerminalGetsNoControlSequencesWhenItIsNone() {
        var display = Display.text(Terminal.detect(Map.of("TERM", "dumb"), UTF_8), out, Clones.CLOCK);

        display.progress(Clones.transferring());
        display.result(Clones.result(Path.of("/data"), false, List.of()));

        assertThat(written.toString(UTF_8)).doesNotContain("\u001b", "\r");
    }

    @Test
    void aFreshCloneEndsWithTheCommandThatStartsMysqldOnIt() {
        Display.text(Terminal.none(), out, Clones.CLOCK)
                .result(Clones.result(Path.of("/nowhere/it's data"), false, List.of(Path.of("/a"), Path.of("/b"))));

        assertThat(lines())
                .containsExactly(
                        "Cloned db1.example.com:3306 (MySQL 9.7.4) to /nowhere/it's data:",
                        "  4.00 GiB in 321 files in 0:20 (200 MiB/s), 262144 pages verified, 7 not (encrypted or"
                                + " compressed).",
                        "Now start MySQL on it:",
                        "  mysqld --user=mysql --datadir='/nowhere/it'\\''s data' --innodb-directories='/a;/b'",
                        "It must be MySQL 9.7 of any patch level, or 28.4, the next long-term series.",
                        "The snapshot's binlog position and GTID set are known after that start:",
                        "  clone-agent outcome --data-dir '/nowhere/it'\\''s data' --wait 5m");
    }

    @Test
    void aCommittedCloneInPlaceEndsWithTheStartThatSwapsItInAndTheWayBack() {
        Display.text(Terminal.none(), out, Clones.CLOCK).result(Clones.result(Path.of("/data"), true, List.of()));

        assertThat(written.toString(UTF_8))
                .containsSubsequence(
                        "Now start mysqld: at its start it swaps the clone in",
                        "clone-agent outcome --data-dir /data --wait 5m",
                        "clone-agent finish --data-dir /data",
                        "clone-agent rollback --data-dir /data")
                .doesNotContain("chown", "--datadir");
    }

    @Test
    void aCloneInPlaceThatIsNotCommittedEndsWithTheCommit() {
        Display.text(Terminal.none(), out, Clones.CLOCK).result(Clones.received(Path.of("/my data")));

        assertThat(written.toString(UTF_8))
                .containsSubsequence(
                        "Complete, not committed: mysqld goes on with the data that it has",
                        "  clone-agent commit --data-dir '/my data' --wait 10m",
                        "ExecStartPre=-/usr/bin/clone-agent commit --data-dir '/my data'",
                        "  clone-agent discard --data-dir '/my data'")
                .doesNotContain("clone-agent outcome", "Now start");
    }

    @Test
    void aPreflightIsAnAlignedTable() {
        Display.text(Terminal.none(), out, Clones.CLOCK)
                .preflight(new Preflight.Report(List.of(
                        new Check("donor login", Verdict.OK, "clone@db1 logged in"),
                        new Check("space", Verdict.FAILED, "12 GiB are free, 40 GiB are needed"),
                        new Check("DDL", Verdict.WARNING, "an ALTER TABLE is running"),
                        new Check("plugin", Verdict.SKIPPED, "not asked"))));

        assertThat(lines())
                .containsExactly(
                        "OK    donor login  clone@db1 logged in.",
                        "FAIL  space        12 GiB are free, 40 GiB are needed.",
                        "WARN  DDL          An ALTER TABLE is running.",
                        "skip  plugin       Not asked.",
                        "The clone would be refused: 1 check failed (1 warning); nothing was changed.");
    }

    @Test
    void aVerificationNamesWhatIsCorrupt() {
        Display.text(Terminal.none(), out, Clones.CLOCK)
                .verified(new TablespaceVerification.Outcome(
                        2, 1 << 20, 60, 0, 0, 3, List.of("db/t.ibd: page 7 has a wrong checksum")));

        assertThat(lines())
                .containsExactly(
                        "db/t.ibd: page 7 has a wrong checksum.",
                        "... and 2 more.",
                        "60 pages of 2 files verified (1.00 MiB), 3 CORRUPT.");
    }

    @Test
    void jsonIsOneObjectALine() throws Exception {
        var display = Display.json(out, Clones.CLOCK);

        display.event(new CloneEvent.Warning("a\nb \"c\" ü"));
        display.progress(Clones.transferring());
        display.notice("stopping");
        display.failure(Failure.usage("no"));

        var types = lines().stream().map(DisplayTest::type).toList();
        assertThat(types).containsExactly("warning", "progress", "notice", "failure");
        assertThat(lines()).allMatch(line -> line.startsWith("{\"time\":\"2026-05-04T10:01:35Z\",\"type\":\""));
    }

    private static String type(String line) {
        try {
            return new JsonMapper().readTree(line).get("type").textValue();
        } catch (com.fasterxml.jackson.core.JsonProcessingException notJson) {
            throw new AssertionError(line, notJson);
        }
    }

    private List<String> lines() {
        return written.toString(UTF_8).lines().toList();
    }
}
