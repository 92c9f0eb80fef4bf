package io.mysqlclone.agent.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mysqlclone.agent.Clones;
import io.mysqlclone.agent.report.CloneOutcomeReport;
import io.mysqlclone.agent.report.Failure;
import io.mysqlclone.agent.report.FailureException;
import io.mysqlclone.agent.report.OutcomeJson;
import io.mysqlclone.datadir.outcome.CloneOutcome;
import io.mysqlclone.datadir.outcome.SnapshotPosition;
import io.mysqlclone.datadir.outcome.SnapshotPosition.LogPosition;
import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.preflight.Preflight;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultFileTest {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void anOldResultIsGoneBeforeTheCloneBegins() throws IOException {
        var path = Files.writeString(directory.resolve("result"), "old");
        ResultFile.open(path);
        assertThat(path).isEmptyFile();
    }

    @Test
    void keepsTheWholeDocumentWhenItFits() throws IOException {
        var path = directory.resolve("result");
        var document = OutcomeJson.of(Clones.result(Path.of("/data"), false, List.of()));
        ResultFile.open(path).write(document);
        assertThat(new JsonMapper().readTree(path.toFile())).isEqualTo(new JsonMapper().readTree(document.toString()));
    }

    @Test
    void leavesOutStagesAndThenTheEndOfTheMessage() throws IOException {
        var path = directory.resolve("result");
        var document = OutcomeJson.of(Failure.usage("ü".repeat(9000)));
        document.set("stages", JsonNodeFactory.instance.arrayNode().add("x".repeat(5000)));

        ResultFile.open(path).write(document);

        assertThat(Files.size(path)).isLessThanOrEqualTo(ResultFile.MAX_BYTES);
        var json = new JsonMapper().readTree(path.toFile());
        assertThat(json.has("stages")).isFalse();
        assertThat(json.get("exitCode").intValue()).isEqualTo(2);
        assertThat(json.get("message").textValue()).startsWith("üüü").endsWith("...");
    }

    @Test
    void ofManyChecksThoseThatFailedKeepTheirWords() throws IOException {
        var path = directory.resolve("result");
        var checks = new ArrayList<Preflight.Check>();
        for (int i = 0; i < 22; i++) {
            checks.add(new Preflight.Check("check " + i, Preflight.Verdict.OK, "all is well " + "x".repeat(200)));
        }
        checks.add(new Preflight.Check("page size", Preflight.Verdict.FAILED, "it is another one"));
        checks.add(new Preflight.Check("TLS", Preflight.Verdict.WARNING, "it is not verified"));

        ResultFile.open(path, 2048).write(OutcomeJson.of(new Preflight.Report(checks)));

        assertThat(Files.size(path)).isLessThanOrEqualTo(2048);
        var found = new JsonMapper().readTree(path.toFile()).get("checks");
        assertThat(found).hasSize(24);
        assertThat(found.get(0).get("message").textValue()).isEqualTo("It is another one.");
        assertThat(found.get(1).get("message").textValue()).isEqualTo("It is not verified.");
        assertThat(found.get(2).get("message").textValue()).isEmpty();

        ResultFile.open(path, ResultFile.LEAST_BYTES).write(OutcomeJson.of(new Preflight.Report(checks)));
        assertThat(Files.size(path)).isLessThanOrEqualTo(ResultFile.LEAST_BYTES);
        assertThat(new JsonMapper().readTree(path.toFile()).at("/checks/0/name").textValue())
                .isEqualTo("page size");
    }

    @Test
    void cutsAGtidSetOnlyWhenNothingElseHelpsAndSaysSo() throws IOException {
        var path = directory.resolve("result");
        var member = "%08x-1111-1111-1111-111111111111:1-5";
        var fits = IntStream.range(0, 50).mapToObj(member::formatted).collect(Collectors.joining(","));
        ResultFile.open(path).write(outcome(fits, "x".repeat(4000)));
        var json = new JsonMapper().readTree(path.toFile());
        assertThat(json.get("gtidExecuted").textValue()).isEqualTo(fits);
        assertThat(json.has("gtidTruncated")).isFalse();

        var tooLong = IntStream.range(0, 500).mapToObj(member::formatted).collect(Collectors.joining(","));
        ResultFile.open(path).write(outcome(tooLong, "recovered"));
        json = new JsonMapper().readTree(path.toFile());
        assertThat(Files.size(path)).isLessThanOrEqualTo(ResultFile.MAX_BYTES);
        assertThat(json.get("gtidTruncated").booleanValue()).isTrue();
        assertThat(json.get("gtidExecuted").textValue()).endsWith(":1-5");
        assertThat(tooLong).startsWith(json.get("gtidExecuted").textValue());
        assertThat(json.get("binlogPosition").longValue()).isEqualTo(2198);
    }

    private static ObjectNode outcome(String gtids, String explanation) {
        var position = new SnapshotPosition(Optional.of(new LogPosition("binlog.000001", 2198)), gtids);
        return CloneOutcomeReport.of(new CloneOutcome(CloneOutcome.State.RECOVERED, position, explanation), false)
                .document();
    }

    @Test
    void fitsIntoAnyLimitAndStillSaysHowItEnded() throws IOException {
        var path = directory.resolve("result");
        var failure = new CloneFailure(
                CloneFailure.Kind.DONOR,
                CloneFailure.Reason.DONOR_BUSY,
                "donor error 3634: " + "x".repeat(300),
                Optional.of("another clone of this donor is running, try again when it has ended"),
                OptionalInt.of(3634),
                null);
        for (int limit = ResultFile.LEAST_BYTES; limit <= ResultFile.MAX_BYTES; limit += 128) {
            ResultFile.open(path, limit).write(OutcomeJson.of(Failure.of(failure)));
            assertThat(Files.size(path)).isLessThanOrEqualTo(limit);
            assertThat(new JsonMapper().readTree(path.toFile()).get("cause").textValue())
                    .isEqualTo("DonorBusy");

            ResultFile.open(path, limit).write(OutcomeJson.of(Clones.result(Path.of("/data"), true, List.of())));
            assertThat(Files.size(path)).isLessThanOrEqualTo(limit);
            var result = new JsonMapper().readTree(path.toFile());
            assertThat(result.get("dataBytes").longValue()).isPositive();
            assertThat(result.get("pagesVerified").longValue()).isPositive();
        }
    }

    @Test
    void whatMattersMostStandsInFront() throws IOException {
        var path = directory.resolve("result");
        ResultFile.open(path).write(outcome("11111111-1111-1111-1111-111111111111:1-5", "recovered"));
        assertThat(path).content().startsWith("{\"type\":\"outcome\",\"exitCode\":0,\"state\":\"Recovered\"");
    }

    @Test
    void keepsTheFileItself() throws IOException {
        var path = Files.writeString(directory.resolve("result"), "old");
        var inode = Files.getAttribute(path, "unix:ino");
        ResultFile.open(path).write(OutcomeJson.of(Failure.usage("no")));
        assertThat(Files.getAttribute(path, "unix:ino")).isEqualTo(inode);
    }

    @Test
    void saysWhyItCannotBeWritten() {
        var path = directory.resolve("no/such/directory");
        assertThatThrownBy(() -> ResultFile.open(path))
                .isInstanceOf(FailureException.class)
                .hasMessage("The result file " + path + " cannot be written: there is no such file or directory.");
    }
}
