package io.mysqlclone.operator.observe;

import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How containers and pods with the agent are called, so that a run is found again, and is never made twice, whoever made
 * it. The clone's uid is in the name: a resource that is deleted and made again under its name is another clone.
 */
public final class AgentName {

    /** The name of the program, as a label has it. */
    public static final String APPLICATION = "clone-agent";

    /** The labels of every agent's pod, whosever it is. */
    public static final Map<String, String> LABELS =
            Map.of("app.kubernetes.io/name", APPLICATION, "app.kubernetes.io/managed-by", "mysql-clone-operator");

    private static final int UID_DIGITS = 8;

    private AgentName() {}

    private static final String CONTAINER = "clone-agent-";

    /** Whether a container that has joined a pod is called like an agent, of whatever clone. */
    static boolean isContainer(String name) {
        return name.startsWith(CONTAINER);
    }

    /** The container of a clone's run. */
    public static String container(String cloneUid, int run) {
        return CONTAINER + shortUid(cloneUid) + "-" + run;
    }

    /** The pod of a clone's run on a claim. */
    public static String pod(String cloneName, String cloneUid, int run) {
        return cloneName + "-" + shortUid(cloneUid) + "-" + run;
    }

    /** The number of the run that a container of that name belongs to; empty when it is none of this clone's. */
    public static OptionalInt runOf(String cloneUid, String containerName) {
        Matcher matcher = Pattern.compile("clone-agent-" + shortUid(cloneUid) + "-([1-9][0-9]{0,8})")
                .matcher(containerName);
        return matcher.matches() ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty();
    }

    /** The number of the run that a pod of that name was made for; empty when it is none of this clone's. */
    static OptionalInt runOfPod(String cloneUid, String podName) {
        Matcher matcher = Pattern.compile(".*-" + shortUid(cloneUid) + "-([1-9][0-9]{0,8})")
                .matcher(podName);
        return matcher.matches() ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty();
    }

    private static String shortUid(String cloneUid) {
        String digits = cloneUid.replace("-", "");
        return digits.substring(0, Math.min(UID_DIGITS, digits.length()));
    }
}
