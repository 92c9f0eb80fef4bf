package io.mysqlclone.operator.decide.donor;

import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneSpec;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.MySQLDonor;
import io.mysqlclone.api.v1alpha1.agent.Transfer;
import io.mysqlclone.api.v1alpha1.connection.CredentialsReference;
import io.mysqlclone.api.v1alpha1.connection.Donor;
import io.mysqlclone.api.v1alpha1.connection.DonorReference;
import io.mysqlclone.api.v1alpha1.connection.Replication;
import io.mysqlclone.api.v1alpha1.connection.Tls;
import io.mysqlclone.api.v1alpha1.connection.TlsMode;
import io.mysqlclone.api.v1alpha1.donor.DonorAgentStatus;
import io.mysqlclone.api.v1alpha1.donor.MySQLDonorStatus;
import io.mysqlclone.api.v1alpha1.donor.ProbedServer;
import io.mysqlclone.api.v1alpha1.donor.ServerStatus;
import io.mysqlclone.api.v1alpha1.recipient.ClaimRecipient;
import io.mysqlclone.api.v1alpha1.recipient.PodRecipient;
import io.mysqlclone.api.v1alpha1.recipient.StatefulSetRecipient;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.api.v1alpha1.status.ResolvedDonor;
import io.mysqlclone.api.v1alpha1.status.ServingAgent;
import io.mysqlclone.api.v1alpha1.status.Step;
import io.mysqlclone.operator.agent.AgentCommand;
import io.mysqlclone.operator.observe.donor.DonorLookup;
import io.mysqlclone.operator.observe.donor.DonorServers;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Which server a clone's {@code donorRef} stands for. */
public sealed interface Resolution {

    /** Modes of TLS that a replication channel has not. */
    Set<TlsMode> FOR_CLONES_ONLY = EnumSet.of(TlsMode.PREFERRED, TlsMode.VERIFY_FINGERPRINT);

    /** This one. */
    record Resolved(ResolvedDonor donor) implements Resolution {}

    /** None now, and why. */
    record Not(Reason reason, String message) implements Resolution {}

    /**
     * Whether an attempt is under way, or is over, whose server stays what it is: also while none of its agents runs, as long as
     * the donor may hold the snapshot that the next one goes on with.
     *
     * @param gone whether the agent beside the donor that the clone was made from has ended, and its snapshots with it
     */
    static boolean isFixed(MySQLClone clone, Instant now, Predicate<ServingAgent> gone) {
        MySQLCloneStatus status = clone.reported().orElse(MySQLCloneStatus.EMPTY);
        // That something was removed is never accounted for, and needs nobody's server.
        boolean underWay = Optional.ofNullable(status.launch())
                .filter(launch -> launch.run() > status.settledRun())
                .filter(launch -> !launch.command().equals(AgentCommand.DISCARD.argument()))
                .isPresent();
        boolean held = status.resumeDeadline() != null
                && now.isBefore(status.resumeDeadline())
                && Optional.ofNullable(status.resolvedDonor())
                        .map(ResolvedDonor::agent)
                        .filter(gone)
                        .isEmpty();
        boolean same =
                Objects.equals(status.observedGeneration(), clone.getMetadata().getGeneration());
        boolean over = status.isAt(Step.READY) || (status.isAt(Step.FAILED) && same);
        return underWay || held || over || status.holds(ConditionType.TRANSFERRED);
    }

    /** Whether an agent is known not to stand beside its donor any more; of a MySQLDonor that is not there nothing is known. */
    static boolean isGone(ServingAgent agent, Optional<DonorLookup.Seen> seen) {
        return seen.flatMap(found -> found.donor().reported())
                .map(MySQLDonorStatus::agent)
                .filter(now -> now.number() != agent.number() || !now.active())
                .isPresent();
    }

    /** The clone as if its donor was given inline. Its account can be corrected at any time. */
    static MySQLClone applied(MySQLClone clone, ResolvedDonor donor) {
        MySQLCloneSpec spec = clone.getSpec();
        Donor server = donor.server();
        Donor source = donor.source();
        CredentialsReference credentials = Optional.ofNullable(spec.donorRef())
                .map(DonorReference::credentialsSecretRef)
                .orElse(server.credentialsSecretRef());
        MySQLClone applied = new MySQLClone();
        applied.setMetadata(clone.getMetadata());
        applied.setStatus(clone.getStatus());
        applied.setSpec(spec.from(
                new Donor(server.host(), server.port(), credentials, server.tls()),
                new Donor(source.host(), source.port(), credentials, source.tls()),
                Objects.requireNonNullElse(donor.transfer(), Transfer.DEFAULT)));
        return applied;
    }

    /**
     * Which server it is now.
     *
     * @param seen of the MySQLDonor; empty: there is none, or it is not for the clone's namespace
     * @param busy whether another clone has a server
     */
    static Resolution of(
            MySQLClone clone, DonorReference reference, Optional<DonorLookup.Seen> seen, Predicate<ProbedServer> busy) {
        return seen.map(found -> of(clone, reference, found, busy)).orElseGet(() -> missing(clone, reference));
    }

    /** Who may not use one does not learn whether there is one. */
    private static Not missing(MySQLClone clone, DonorReference reference) {
        String here = clone.getMetadata().getNamespace();
        String there = Objects.requireNonNullElse(reference.namespace(), here);
        return here.equals(there)
                ? new Not(
                        Reason.DONOR_NOT_FOUND,
                        "There is no MySQLDonor " + reference.name() + " in namespace " + there
                                + ". Correct spec.donorRef.name, or make it; the clone begins by itself then.")
                : new Not(
                        Reason.DONOR_NOT_ALLOWED,
                        "MySQLDonor " + there + "/" + reference.name() + " is not there, or does not let namespace "
                                + here
                                + " use it. Ask who looks after it: spec.allowedNamespaces says from where it may be named.");
    }

    private static Resolution of(
            MySQLClone clone, DonorReference reference, DonorLookup.Seen seen, Predicate<ProbedServer> busy) {
        MySQLDonor donor = seen.donor();
        boolean same =
                clone.getMetadata().getNamespace().equals(donor.getMetadata().getNamespace());
        MySQLDonorStatus status = donor.reported().orElse(MySQLDonorStatus.EMPTY);
        boolean current =
                Objects.equals(status.observedGeneration(), donor.getMetadata().getGeneration());
        if (!current || !status.holds(ConditionType.READY)) {
            return new Not(
                    Reason.DONOR_NOT_READY,
                    name(donor) + " is not Ready"
                            + status.condition(ConditionType.READY)
                                    .filter(_ -> current)
                                    .map(told ->
                                            " (" + told.getReason() + ")" + (same ? ": " + told.getMessage() : "."))
                                    .orElse(" yet: it is being looked at.")
                            + " The clone begins by itself when it is.");
        }
        List<ProbedServer> servers = seen.servers() instanceof DonorServers.Found.Servers(List<ProbedServer> found)
                ? found.stream()
                        .filter(server -> !same || !isRecipient(clone, server))
                        .toList()
                : List.of();
        if (donor.getSpec().agent() != null) {
            return served(clone, reference, donor, servers, same);
        }
        return switch (DonorChoice.of(donor.getSpec(), servers, status.servers(), busy, of(clone))) {
            case DonorChoice.None(Reason _, String message) ->
                new Not(
                        Reason.DONOR_NOT_READY,
                        name(donor) + " has no server for this clone now, whose recipient is none"
                                + (same ? ": " + message : "."));
            case DonorChoice.Chosen(ServerStatus server) ->
                secured(clone, reference, donor, server, same, Optional.empty());
        };
    }

    /**
     * By the agent that stands beside one of the servers.
     *
     * @param servers those that are there and may be this clone's donor
     */
    private static Resolution served(
            MySQLClone clone, DonorReference reference, MySQLDonor donor, List<ProbedServer> servers, boolean same) {
        MySQLDonorStatus status = donor.reported().orElse(MySQLDonorStatus.EMPTY);
        DonorAgentStatus agent = status.agent();
        if (agent == null || agent.state() != DonorAgentStatus.State.SERVING || agent.fingerprint() == null) {
            return new Not(
                    Reason.DONOR_AGENT_STARTING,
                    name(donor) + " has no agent that gives clones yet"
                            + (same && agent != null && agent.state() == DonorAgentStatus.State.STARTING
                                    ? ": " + Objects.requireNonNullElse(agent.message(), "")
                                    : ": one is being started.")
                            + " The clone begins by itself when it does.");
        }
        ServingAgent serving = new ServingAgent(agent.number(), agent.port(), agent.fingerprint());
        return status.servers().stream()
                .filter(server -> agent.pod().equals(server.pod()))
                .filter(server -> servers.stream().anyMatch(there -> agent.pod().equals(there.pod())))
                .findFirst()
                .map(server -> secured(clone, reference, donor, server, same, Optional.of(serving)))
                .orElseGet(() -> new Not(
                        Reason.DONOR_NOT_READY,
                        "The agent of " + name(donor)
                                + " stands beside a server that is not Ready, or is this clone's own"
                                + " recipient. The clone begins by itself when another one serves."));
    }

    /**
     * The server that what was stored so far is of, however little: an agent that is gone may have received all of it without
     * having said so, and an agent that is sent to another server refuses what it finds.
     */
    private static Predicate<ServerStatus> of(MySQLClone clone) {
        MySQLCloneStatus status = clone.reported().orElse(MySQLCloneStatus.EMPTY);
        return Optional.ofNullable(status.resolvedDonor())
                .filter(_ -> status.progress() != null && status.progress().dataBytes() > 0)
                .<Predicate<ServerStatus>>map(before -> server -> server.host().equals(before.host())
                        && server.port() == before.port()
                        && Objects.equals(server.serverUuid(), before.serverUuid()))
                .orElse(_ -> false);
    }

    private static String name(MySQLDonor donor) {
        return "MySQLDonor " + donor.getMetadata().getNamespace() + "/"
                + donor.getMetadata().getName();
    }

    private static boolean isRecipient(MySQLClone clone, ProbedServer server) {
        return switch (clone.getSpec().recipient().target()) {
            case PodRecipient pod -> pod.name().equals(server.pod());
            case StatefulSetRecipient member -> member.podName().equals(server.pod());
            case ClaimRecipient _ -> false;
        };
    }

    private static Resolution secured(
            MySQLClone clone,
            DonorReference reference,
            MySQLDonor donor,
            ServerStatus server,
            boolean same,
            Optional<ServingAgent> agent) {
        Tls tls = Objects.requireNonNullElse(reference.tls(), donor.getSpec().tls());
        Replication replication = clone.getSpec().replication();
        boolean meetsTheServer = agent.isEmpty() || (replication != null && replication.tls() == null);
        if (!same && meetsTheServer && reference.tls() == null && namesSecrets(tls)) {
            return new Not(
                    Reason.TLS_FAILED,
                    "The TLS of " + name(donor)
                            + " needs certificates, and an agent reads those of its own namespace only. Give"
                            + " spec.donorRef.tls, such as {mode: VerifyCA, caSecretRef: {name: SECRET}}, with a Secret of this"
                            + " namespace.");
        }
        if (replication != null && replication.tls() == null && FOR_CLONES_ONLY.contains(tls.mode())) {
            return new Not(
                    Reason.TLS_FAILED,
                    "Replication knows no TLS mode Preferred or VerifyFingerprint, which it would take over from the"
                            + " MySQLDonor. Give spec.replication.tls.");
        }
        if (replication != null && replication.sourceHost() == null && tls.mode() == TlsMode.VERIFY_FINGERPRINT) {
            return new Not(
                    Reason.TLS_FAILED,
                    "A donor that is known by its certificate's fingerprint is a clone-agent, from which nothing replicates."
                            + " Give spec.replication.sourceHost, the server that it stands beside.");
        }
        return new Resolved(new ResolvedDonor(
                server.host(),
                server.port(),
                server.pod(),
                server.serverUuid(),
                donor.getMetadata().getGeneration(),
                Objects.requireNonNullElse(
                        reference.credentialsSecretRef(), donor.getSpec().credentialsSecretRef()),
                tls,
                donor.getSpec().transfer(),
                agent.orElse(null)));
    }

    private static boolean namesSecrets(Tls tls) {
        return tls.caSecretRef() != null
                || tls.caConfigMapRef() != null
                || tls.crlSecretRef() != null
                || tls.clientCertificateSecretRef() != null;
    }
}
