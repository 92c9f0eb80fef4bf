package io.mysqlclone.operator.observe;

import io.mysqlclone.operator.agent.AgentRun;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The agent sees the recipient's volume at a path of its own, which nobody else knows: what it says of files is told with
 * the paths of mysqld's container, or of the claim.
 */
final class Places {

    /** What cannot be before or after the path of a directory that is meant. */
    private static final String BORDER = "[A-Za-z0-9_.-]";

    private Places() {}

    static AgentRun told(AgentRun run, RecipientState recipient) {
        if (!(run.state() instanceof AgentRun.Ended end) || end.result().isEmpty()) {
            return run;
        }
        AgentRun.Ended told = new AgentRun.Ended(
                end.exitCode(),
                end.reason(),
                end.finishedAt(),
                end.result().map(result -> result.told(text -> told(text, recipient))),
                end.notStarted(),
                end.remembered());
        return new AgentRun(run.number(), run.command(), run.podName(), run.containerName(), run.address(), told);
    }

    private static String told(String text, RecipientState recipient) {
        return switch (recipient) {
            case RecipientState.InPod(ServerPod server) -> inPod(text, server.data());
            case RecipientState.OnClaim(ClaimVolume volume, var server) ->
                server.map(pod -> inPod(text, pod.data())).orElseGet(() -> onClaim(text, volume));
            case RecipientState.ClaimMissing _, RecipientState.Unusable _ -> text;
        };
    }

    private static String inPod(String text, DataVolume data) {
        return replaced(text, data.dataDirectory(), data.serverDirectory());
    }

    private static String onClaim(String text, ClaimVolume volume) {
        return replaced(text, volume.mountPath(), "claim " + volume.claimName() + ":")
                .replace("claim " + volume.claimName() + ": ", "claim " + volume.claimName() + " ");
    }

    private static String replaced(String text, String path, String known) {
        Pattern whole = Pattern.compile("(?<!" + BORDER + ")" + Pattern.quote(path) + "(?![A-Za-z0-9_-])");
        return whole.matcher(text).replaceAll(Matcher.quoteReplacement(known));
    }
}
