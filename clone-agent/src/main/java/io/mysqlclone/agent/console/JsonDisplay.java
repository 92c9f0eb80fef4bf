package io.mysqlclone.agent.console;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mysqlclone.agent.report.Conclusion;
import io.mysqlclone.agent.report.EventJson;
import io.mysqlclone.agent.report.Failure;
import io.mysqlclone.agent.report.OutcomeJson;
import io.mysqlclone.agent.report.ProgressJson;
import io.mysqlclone.agent.report.Sentence;
import io.mysqlclone.agent.report.ServeJson;
import io.mysqlclone.innodb.live.CaptureReport;
import io.mysqlclone.innodb.verify.TablespaceVerification;
import io.mysqlclone.recipient.CloneEvent;
import io.mysqlclone.recipient.CloneResult;
import io.mysqlclone.recipient.Progress;
import io.mysqlclone.recipient.preflight.Preflight;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/** One JSON object a line. */
final class JsonDisplay implements Display {
    private final PrintStream out;
    private final Clock clock;

    JsonDisplay(PrintStream out, Clock clock) {
        this.out = out;
        this.clock = clock;
    }

    @Override
    public Duration interval() {
        return Duration.ofSeconds(1);
    }

    @Override
    public void listening(InetSocketAddress address) {
        print(JsonNodeFactory.instance
                .objectNode()
                .put("type", "listening")
                .put("address", address.getAddress().getHostAddress())
                .put("port", address.getPort()));
    }

    @Override
    public void notice(String sentence) {
        print(JsonNodeFactory.instance.objectNode().put("type", "notice").put("message", Sentence.of(sentence)));
    }

    @Override
    public void event(CloneEvent event) {
        print(EventJson.of(event));
    }

    @Override
    public void point(CaptureReport report) {
        print(ServeJson.of(report));
    }

    @Override
    public void progress(Progress progress) {
        print(ProgressJson.addTo(JsonNodeFactory.instance.objectNode().put("type", "progress"), progress));
    }

    @Override
    public void verifying(TablespaceVerification.Progress progress, Duration elapsed) {
        print(JsonNodeFactory.instance
                .objectNode()
                .put("type", "progress")
                .put("bytes", progress.bytes())
                .put("totalBytes", progress.totalBytes()));
    }

    @Override
    public void result(CloneResult result) {
        print(OutcomeJson.of(result));
    }

    @Override
    public void preflight(Preflight.Report report) {
        print(OutcomeJson.of(report));
    }

    @Override
    public void verified(TablespaceVerification.Outcome outcome) {
        print(OutcomeJson.of(outcome));
    }

    @Override
    public void conclusion(Conclusion conclusion) {
        print(conclusion.document());
    }

    @Override
    public void failure(Failure failure) {
        print(OutcomeJson.of(failure));
    }

    private void print(ObjectNode document) {
        var line = JsonNodeFactory.instance.objectNode();
        line.put("time", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
        line.setAll(document);
        out.print(line + "\n");
        out.flush();
    }
}
