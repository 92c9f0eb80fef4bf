package io.mysqlclone.agent.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mysqlclone.innodb.verify.TablespaceVerification;
import io.mysqlclone.recipient.CloneResult;
import io.mysqlclone.recipient.preflight.Preflight;

/** How a command ended: the last line of {@code --output json}, and the content of the result file. */
public final class OutcomeJson {
    private OutcomeJson() {}

    /** The document of a complete clone. */
    public static ObjectNode of(CloneResult result) {
        var json = EventJson.type("result").put("exitCode", 0).put("donor", result.donor());
        if (!result.donorVersion().isEmpty()) {
            json.put("donorVersion", result.donorVersion());
        }
        result.donorServerUuid().ifPresent(uuid -> json.put("donorServerUuid", uuid));
        json.put("dataDir", result.dataDir().toString())
                .put("inPlace", result.inPlace())
                .put("committed", result.committed())
                .put("dataBytes", result.dataBytes())
                .put("networkBytes", result.networkBytes())
                .put("files", result.files())
                .put("pagesVerified", result.pages().verified())
                .put("pagesUnverifiable", result.pages().unverifiable())
                .put("seconds", ProgressJson.seconds(result.took()))
                .put("resumed", result.resumed())
                .put("alreadyComplete", result.alreadyComplete());
        var directories = json.putArray("innodbDirectories");
        result.innodbDirectories().forEach(directory -> directories.add(directory.toString()));
        ProgressJson.addStages(json, result.stages());
        return json;
    }

    /** The document of a command that did not do its job. */
    public static ObjectNode of(Failure failure) {
        var json = EventJson.type("failure")
                .put("exitCode", failure.exitCode().code())
                .put("kind", failure.kind());
        failure.cause().ifPresent(cause -> json.put("cause", cause));
        failure.mysqlError().ifPresent(number -> json.put("mysqlError", number));
        json.put("message", failure.message());
        failure.hint().ifPresent(hint -> json.put("hint", hint));
        return json;
    }

    /** The document of a preflight. */
    public static ObjectNode of(Preflight.Report report) {
        var json = EventJson.type("preflight")
                .put("exitCode", exitCode(report).code())
                .put("passed", report.passed());
        if (report.isTurnOfAnother()) {
            json.put("cause", "DonorBusy");
        }
        json.put("message", summary(report));
        report.space()
                .ifPresent(space -> json.put("neededBytes", space.neededBytes()).put("freeBytes", space.freeBytes()));
        var checks = json.putArray("checks");
        for (var check : report.checks()) {
            checks.addObject()
                    .put("name", check.name())
                    .put("verdict", Names.of(check.verdict()))
                    .put("message", Sentence.of(check.message()));
        }
        return json;
    }

    private static String summary(Preflight.Report report) {
        var failed = report.checks().stream()
                .filter(check -> check.verdict() == Preflight.Verdict.FAILED)
                .map(Preflight.Check::name)
                .toList();
        if (report.isOutage()) {
            return "The donor was not reached, so it is not known whether the clone can start; nothing was changed.";
        }
        return failed.isEmpty()
                ? "The clone can start; nothing was changed."
                : "The clone would be refused, for " + String.join(", ", failed) + "; nothing was changed.";
    }

    /** The document of a verification. */
    public static ObjectNode of(TablespaceVerification.Outcome outcome) {
        var json = EventJson.type("verification")
                .put("exitCode", exitCode(outcome).code())
                .put("files", outcome.files())
                .put("bytes", outcome.bytes())
                .put("pagesVerified", outcome.verified())
                .put("pagesUnverifiable", outcome.unverifiable())
                .put("pagesCorrupt", outcome.corrupt());
        var problems = json.putArray("problems");
        outcome.problems().forEach(problems::add);
        return json;
    }

    /** What {@code preflight} ends with. */
    public static ExitCode exitCode(Preflight.Report report) {
        if (report.passed()) {
            return ExitCode.DONE;
        }
        return report.isOutage() ? ExitCode.NETWORK : ExitCode.REFUSED;
    }

    /** What {@code verify} ends with. */
    public static ExitCode exitCode(TablespaceVerification.Outcome outcome) {
        return outcome.corrupt() == 0 && outcome.problems().isEmpty() ? ExitCode.DONE : ExitCode.VERIFICATION;
    }
}
