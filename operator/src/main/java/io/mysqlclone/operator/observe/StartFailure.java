package io.mysqlclone.operator.observe;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A container that the container runtime could not start. What the runtime says of it may quote the variables that came
 * out of Secrets, so that nothing from the first of them on is repeated.
 */
public final class StartFailure {

    /** The words of the kubelet and of containerd for a container whose process never ran. */
    private static final Set<String> REASONS =
            Set.of("StartError", "RunContainerError", "CreateContainerError", "ContainerCannotRun");

    /** Where a value may follow. */
    private static final Pattern VARIABLE = Pattern.compile("CLONE_AGENT_[A-Z0-9_]+(?==)");

    /** runc, crun: "environment variable value can't contain null(\\x00)", "invalid environment variable ... nul". */
    private static final Pattern NUL = Pattern.compile("(?i)\\bnull?\\b");

    private static final int LONGEST = 400;

    private StartFailure() {}

    /**
     * Why it was not started, and what to do; empty when it ran.
     *
     * @param variables the container's, with the Secrets that they come from
     */
    public static Optional<String> of(ContainerStateTerminated terminated, String namespace, List<EnvVar> variables) {
        if (!REASONS.contains(Objects.requireNonNullElse(terminated.getReason(), ""))) {
            return Optional.empty();
        }
        String said = Objects.requireNonNullElse(terminated.getMessage(), "").strip();
        Matcher variable = VARIABLE.matcher(said);
        boolean named = variable.find();
        String safe = named ? said.substring(0, variable.start()) : said;
        if (named && NUL.matcher(safe).find()) {
            return Optional.of(nul(namespace, variable.group(), variables));
        }
        return Optional.of("The agent's container cannot be started (" + terminated.getReason() + "): " + clipped(safe)
                + (named ? variable.group() : "")
                + ". It is tried with a new container, which reads the Secrets anew.");
    }

    private static String clipped(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    }

    private static String nul(String namespace, String variable, List<EnvVar> variables) {
        Optional<SecretKeySelector> secret = variables.stream()
                .filter(each -> each.getName().equals(variable) && each.getValueFrom() != null)
                .map(each -> each.getValueFrom().getSecretKeyRef())
                .filter(Objects::nonNull)
                .findFirst();
        if (secret.isEmpty()) {
            return "The agent's variable " + variable + " holds a NUL byte, which no variable can hold.";
        }
        String name = secret.get().getName();
        String key = secret.get().getKey();
        String what = "Key " + key + " of Secret " + name + " holds a NUL byte, which the agent cannot be given. ";
        if (!variable.endsWith("_PEM")) {
            return what + "Make the Secret again without it; the next try reads it anew.";
        }
        return what + "The files that mysqld makes end in one; it goes with \"tr -d '\\0' < ca.pem | kubectl -n "
                + namespace
                + " create secret generic " + name + " --from-file=" + key
                + "=/dev/stdin --dry-run=client -o yaml | kubectl replace -f -\", and the next try reads the Secret anew.";
    }
}
