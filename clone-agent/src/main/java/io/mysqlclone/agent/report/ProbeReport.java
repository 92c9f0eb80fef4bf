package io.mysqlclone.agent.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.preflight.DonorProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What was found of servers that may be donors, told. */
public final class ProbeReport {
    /** What is told of all that is wrong together, so that the result file has room for it beside the rest. */
    private static final int MESSAGES = 1100;

    private ProbeReport() {}

    /**
     * The conclusion of {@code probe}: whatever was found, finding it is a success.
     *
     * @param found of each of {@code addresses}, in their order
     */
    public static Conclusion of(List<String> addresses, List<DonorProbe.Found> found) {
        var json = EventJson.type("probe").put("exitCode", ExitCode.DONE.code());
        var donors = json.putArray("donors");
        var lines = new ArrayList<String>();
        for (int i = 0; i < found.size(); i++) {
            var address = addresses.get(i);
            add(donors.addObject().put("address", address), found.get(i), MESSAGES / found.size() / 2);
            lines.add(line(address, found.get(i)));
        }
        return new Conclusion(ExitCode.DONE, json, lines);
    }

    private static void add(ObjectNode json, DonorProbe.Found found, int longest) {
        if (!found.version().isEmpty()) {
            json.put("version", found.version());
        }
        found.serverUuid().ifPresent(uuid -> json.put("serverUuid", uuid));
        found.readOnly().ifPresent(readOnly -> json.put("readOnly", readOnly));
        found.replica().ifPresent(replica -> json.put("replica", replica));
        if (!found.version().isEmpty()) {
            json.put("serving", found.serving());
        }
        found.failure().map(Failure::of).ifPresent(failure -> {
            json.put("kind", failure.kind());
            failure.cause().ifPresent(cause -> json.put("cause", cause));
            json.put("message", clipped(failure.message(), longest));
            failure.hint().ifPresent(hint -> json.put("hint", clipped(hint, longest)));
        });
    }

    private static String clipped(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest) + "...";
    }

    private static String line(String address, DonorProbe.Found found) {
        var about = new ArrayList<String>();
        if (!found.version().isEmpty()) {
            about.add("MySQL " + found.version());
        }
        found.replica().filter(replica -> replica).ifPresent(_ -> about.add("a replica"));
        found.readOnly().ifPresent(readOnly -> about.add(readOnly ? "read-only" : "takes writes"));
        if (found.serving()) {
            about.add("serves a clone");
        }
        var told = Optional.of(String.join(", ", about)).filter(text -> !text.isEmpty());
        var verdict = found.failure()
                .map((CloneFailure failure) -> Failure.of(failure).text())
                .orElse("It can be cloned.");
        return Sentence.of(address + told.map(text -> ": " + text).orElse("")) + " " + verdict;
    }
}
