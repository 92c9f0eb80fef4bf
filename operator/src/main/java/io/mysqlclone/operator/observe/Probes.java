package io.mysqlclone.operator.observe;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Probe;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Probes of mysqld's container that log in: on a clone the accounts are the donor's, so that they fail with the recipient's
 * passwords, and a liveness probe that fails ends mysqld again and again.
 */
final class Probes {

    private static final Set<String> CLIENTS = Set.of("mysql", "mysqladmin", "mysqlsh", "mysqlcheck", "mysqlshow");

    /** Programs that do what they do without a server's account. */
    private static final Set<String> HARMLESS =
            Set.of("test", "[", "true", "cat", "ls", "pgrep", "pidof", "nc", "curl", "wget", "stat");

    private static final Set<String> SHELLS = Set.of("sh", "bash", "ash", "dash");

    private Probes() {}

    /** A sentence that tells of them and of what to do; empty when there are none. */
    static Optional<String> warning(Pod pod, Container container) {
        Map<String, String> probes = new LinkedHashMap<>();
        add(probes, "liveness", pod, container, container.getLivenessProbe());
        add(probes, "startup", pod, container, container.getStartupProbe());
        add(probes, "readiness", pod, container, container.getReadinessProbe());
        if (probes.isEmpty()) {
            return Optional.empty();
        }
        String which = probes.entrySet().stream()
                .map(probe -> probe.getKey() + " (" + probe.getValue() + ")")
                .collect(Collectors.joining(", "));
        boolean kills = probes.containsKey("liveness") || probes.containsKey("startup");
        return Optional.of("Probes of container " + container.getName() + " that seem to log in to mysqld: " + which
                + ". On the clone the accounts and passwords are the donor's: have the probe's account on the donor, with"
                + " the same password, before the restart"
                + (kills
                        ? ", or the kubelet ends mysqld on the clone again and again."
                        : ", or the pod does not become Ready."));
    }

    private static void add(
            Map<String, String> probes, String kind, Pod pod, Container container, @Nullable Probe probe) {
        Optional.ofNullable(probe)
                .map(Probe::getExec)
                .map(exec -> CommandLine.of(pod, container, exec))
                .flatMap(Probes::client)
                .ifPresent(client -> probes.put(kind, client));
    }

    /** The program that logs in. */
    private static Optional<String> client(CommandLine command) {
        Optional<String> client = command.words().stream()
                .map(word -> word.substring(word.lastIndexOf('/') + 1))
                .filter(CLIENTS::contains)
                .findFirst();
        if (client.isPresent()) {
            // "mysqladmin ping" is content with a server that refuses its account.
            return client.filter(
                    name -> !(name.equals("mysqladmin") && command.words().contains("ping")));
        }
        String program = Objects.requireNonNullElse(command.program(), "");
        boolean known = program.isEmpty() || HARMLESS.contains(program) || SHELLS.contains(program);
        return known ? Optional.empty() : Stream.of(command.words().getFirst()).findFirst();
    }
}
