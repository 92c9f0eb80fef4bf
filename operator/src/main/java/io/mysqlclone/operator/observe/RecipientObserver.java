package io.mysqlclone.operator.observe;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.mysqlclone.api.v1alpha1.Mode;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneSpec;
import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.connection.Replication;
import io.mysqlclone.api.v1alpha1.postclone.PostClone;
import io.mysqlclone.api.v1alpha1.recipient.ClaimRecipient;
import io.mysqlclone.api.v1alpha1.recipient.ClaimTemplate;
import io.mysqlclone.api.v1alpha1.recipient.Recipient;
import io.mysqlclone.api.v1alpha1.recipient.StatefulSetRecipient;
import io.mysqlclone.api.v1alpha1.recipient.Target;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.api.v1alpha1.status.RecipientStatus;
import io.mysqlclone.operator.observe.PodFinder.Finding;
import java.time.Duration;
import java.util.Optional;

/** Finds the recipient that a resource names. */
public final class RecipientObserver {

    /** Enough to say why mysqld did not start, and little enough for a condition. */
    private static final int LOG_LINES = 8;

    private static final int LOG_CHARACTERS = 1500;
    /** What the kubelet answers, as if it were the log, when it has removed it. */
    private static final String LOG_LOST = "unable to retrieve container logs";

    /** How late it may be known that a pod uses a claim; an agent that meets a mysqld there sees that itself. */
    private static final Duration LATE = Duration.ofSeconds(5);

    private final KubernetesClient client;
    private final WorkloadReader workloads;
    private final ClaimUsers users;
    private final Revisions revisions;

    /** An observer that reads through {@code client}. */
    public RecipientObserver(KubernetesClient client) {
        this(client, LATE);
    }

    /** The same, with another time for {@link #LATE}. */
    RecipientObserver(KubernetesClient client, Duration late) {
        this.client = client;
        this.users = new ClaimUsers(client, late);
        this.workloads = new WorkloadReader(client);
        this.revisions = new Revisions(client);
    }

    /**
     * @param pod the server's pod as Kubernetes has it, when there is one
     */
    record Sighting(RecipientState state, Optional<Pod> pod) {

        private static Sighting unusable(Reason reason, String message) {
            return new Sighting(new RecipientState.Unusable(reason, message), Optional.empty());
        }
    }

    Sighting observe(MySQLClone clone) {
        Target target = clone.getSpec().recipient().target();
        return target instanceof ClaimRecipient claim ? observeClaim(clone, claim) : observePod(clone);
    }

    private Sighting observePod(MySQLClone clone) {
        String name = RecipientName.pod(clone).orElseThrow();
        String namespace = clone.getMetadata().getNamespace();
        Optional<String> knownClaim =
                clone.reported().map(MySQLCloneStatus::recipient).map(RecipientStatus::claim);
        Optional<Pod> pod = Optional.ofNullable(
                        client.pods().inNamespace(namespace).withName(name).get())
                // What a Deployment makes again has another name.
                .or(() -> knownClaim
                        .flatMap(claim -> users.podOn(namespace, claim))
                        .filter(RecipientObserver::isMadeAgain));
        if (pod.filter(ClaimUsers::over).isPresent()) {
            return Sighting.unusable(
                    Reason.RECIPIENT_NOT_FOUND,
                    "Pod " + name + " has ended (" + pod.get().getStatus().getPhase()
                            + ") and no server runs in it; delete it, or correct spec.recipient.");
        }
        if (pod.isEmpty()) {
            return Sighting.unusable(
                    Reason.RECIPIENT_NOT_FOUND,
                    "There is no pod " + name + " in namespace " + namespace + "; make it, or correct spec.recipient.");
        }
        Optional<String> foreign = notOf(clone, pod.get());
        if (foreign.isPresent()) {
            return Sighting.unusable(Reason.RECIPIENT_NOT_FOUND, foreign.get());
        }
        return switch (PodFinder.find(pod.get(), overrides(clone), knownClaim)) {
            case Finding.NotFound(Reason reason, String message) -> Sighting.unusable(reason, message);
            case Finding.Found(ServerPod server) ->
                new Sighting(
                        new RecipientState.InPod(
                                revisions.told(clone, pod.get(), withMemory(clone, withLog(clone, server)))),
                        pod);
        };
    }

    private Sighting observeClaim(MySQLClone clone, ClaimRecipient recipient) {
        String namespace = clone.getMetadata().getNamespace();
        PersistentVolumeClaim claim = client.persistentVolumeClaims()
                .inNamespace(namespace)
                .withName(recipient.claimName())
                .get();
        if (claim == null) {
            return recipient.template() != null && clone.getSpec().mode() == Mode.PREFLIGHT
                    ? planned(clone, recipient, recipient.template())
                    : recipient.template() == null
                            ? Sighting.unusable(
                                    Reason.RECIPIENT_NOT_FOUND,
                                    "There is no PersistentVolumeClaim " + recipient.claimName() + " in namespace "
                                            + namespace
                                            + "; make it, or give spec.recipient.persistentVolumeClaim.template.")
                            : new Sighting(new RecipientState.ClaimMissing(recipient.claimName()), Optional.empty());
        }
        Optional<String> useless = useless(claim).or(() -> tooSmall(claim, recipient));
        if (useless.isPresent()) {
            return Sighting.unusable(
                    Reason.RECIPIENT_NOT_FOUND,
                    "PersistentVolumeClaim " + recipient.claimName() + " in namespace " + namespace + " "
                            + useless.get());
        }
        Optional<Pod> user = users.podOn(namespace, recipient.claimName());
        boolean transferred = clone.reported()
                .filter(status -> status.holds(ConditionType.TRANSFERRED))
                .isPresent();
        if (user.isPresent() && !transferred) {
            return Sighting.unusable(
                    Reason.VOLUME_IN_USE,
                    "Pod " + user.get().getMetadata().getName() + " uses claim " + recipient.claimName()
                            + "; stop it, or clone into the running pod with spec.recipient.pod.");
        }
        return switch (workloads.volume(clone, recipient)) {
            case WorkloadReader.Answer.Unknown(Reason reason, String message) -> Sighting.unusable(reason, message);
            case WorkloadReader.Answer.Known(ClaimVolume volume) ->
                new Sighting(
                        new RecipientState.OnClaim(
                                volume.owned(isOwned(claim, clone)), user.flatMap(pod -> server(clone, pod))),
                        user);
        };
    }

    /** Nothing is made for a dry run. */
    private Sighting planned(MySQLClone clone, ClaimRecipient recipient, ClaimTemplate template) {
        return switch (workloads.volume(clone, recipient)) {
            case WorkloadReader.Answer.Unknown(Reason reason, String message) -> Sighting.unusable(reason, message);
            case WorkloadReader.Answer.Known(ClaimVolume volume) ->
                new Sighting(
                        new RecipientState.OnClaim(
                                volume.planned(
                                        template.storage().getNumericalAmount().longValue()),
                                Optional.empty()),
                        Optional.empty());
        };
    }

    /** Whether a pod may be the server under another name, and not a backup's or a debugger's. */
    private static boolean isMadeAgain(Pod pod) {
        return pod.getMetadata().getOwnerReferences().stream()
                .anyMatch(owner -> Boolean.TRUE.equals(owner.getController()) && !"Job".equals(owner.getKind()));
    }

    private static boolean isOwned(PersistentVolumeClaim claim, MySQLClone clone) {
        return claim.getMetadata().getOwnerReferences().stream()
                .anyMatch(owner -> owner.getUid().equals(clone.getMetadata().getUid()));
    }

    private static Optional<String> useless(PersistentVolumeClaim claim) {
        if (claim.getMetadata().getDeletionTimestamp() != null) {
            return Optional.of("is being deleted; the clone goes on when there is another one of its name.");
        }
        return "Block".equals(claim.getSpec().getVolumeMode())
                ? Optional.of("has volumeMode Block, and a clone needs a file system; name another claim.")
                : Optional.empty();
    }

    /** Why a claim that is there is not the one that is described. */
    private static Optional<String> tooSmall(PersistentVolumeClaim claim, ClaimRecipient recipient) {
        Optional<Quantity> wanted = Optional.ofNullable(recipient.template()).map(ClaimTemplate::storage);
        Optional<Quantity> has = Optional.ofNullable(claim.getSpec().getResources())
                .map(resources -> resources.getRequests())
                .map(requests -> requests.get("storage"));
        return wanted.isPresent()
                        && has.isPresent()
                        && has.get().getNumericalAmount().compareTo(wanted.get().getNumericalAmount()) < 0
                ? Optional.of("is there already, with " + has.get() + " instead of the " + wanted.get()
                        + " of the template; enlarge it, delete it, or leave the template out to take it as it is.")
                : Optional.empty();
    }

    /** Why a pod is not the one of the StatefulSet that is meant, which its name alone does not tell. */
    private static Optional<String> notOf(MySQLClone clone, Pod pod) {
        if (!(clone.getSpec().recipient().target() instanceof StatefulSetRecipient replica)) {
            return Optional.empty();
        }
        boolean owned = pod.getMetadata().getOwnerReferences().stream()
                .anyMatch(owner ->
                        "StatefulSet".equals(owner.getKind()) && replica.name().equals(owner.getName()));
        return owned
                ? Optional.empty()
                : Optional.of("Pod " + pod.getMetadata().getName() + " does not belong to StatefulSet " + replica.name()
                        + "; correct spec.recipient, or name the pod itself.");
    }

    private Optional<ServerPod> server(MySQLClone clone, Pod pod) {
        Optional<String> claim =
                Optional.of(((ClaimRecipient) clone.getSpec().recipient().target()).claimName());
        return switch (PodFinder.find(pod, overrides(clone), claim)) {
            case Finding.NotFound _ -> Optional.empty();
            case Finding.Found(ServerPod server) -> Optional.of(withLog(clone, server));
        };
    }

    private static Overrides overrides(MySQLClone clone) {
        Recipient recipient = clone.getSpec().recipient();
        return new Overrides(
                Optional.ofNullable(recipient.container()),
                Optional.ofNullable(recipient.volume()),
                Optional.ofNullable(recipient.subPath()),
                Optional.ofNullable(recipient.dataDirectory()),
                Optional.ofNullable(recipient.runAsUser()),
                recipient.logIndexes(),
                recipient.places().stream()
                        .flatMap(relocation -> relocation.place().stream())
                        .toList(),
                listener(clone.getSpec()));
    }

    private static Optional<Overrides.Listener> listener(MySQLCloneSpec spec) {
        return Optional.ofNullable(spec.postClone())
                .map(PostClone::recipientAddress)
                .map(address -> new Overrides.Listener("postClone.recipientAddress", address))
                .or(() -> Optional.ofNullable(spec.replication())
                        .map(Replication::recipientAddress)
                        .map(address -> new Overrides.Listener("replication.recipientAddress", address)));
    }

    /** Whether a clone of which nothing has been begun is on its claim already. */
    boolean isMade(MySQLClone clone, RecipientState state) {
        boolean begun = clone.reported()
                .filter(status -> status.run() > 0 || status.launch() != null)
                .isPresent();
        return !begun
                && claim(clone, state)
                        .map(name -> client.persistentVolumeClaims()
                                .inNamespace(clone.getMetadata().getNamespace())
                                .withName(name)
                                .get())
                        .filter(claim -> Made.isOn(claim, clone))
                        .isPresent();
    }

    /** The claim is known by its name also while a server uses it, perhaps the one that was started on the clone. */
    private static Optional<String> claim(MySQLClone clone, RecipientState state) {
        if (clone.getSpec().recipient().target() instanceof ClaimRecipient recipient) {
            return Optional.of(recipient.claimName());
        }
        return state instanceof RecipientState.InPod(ServerPod server)
                ? Optional.of(server.data().claimName())
                : Optional.empty();
    }

    /** While an agent may be about to join it for the transfer. */
    private ServerPod withMemory(MySQLClone clone, ServerPod server) {
        boolean asked = clone.getSpec().agent().requiredMemoryBytes() > 0
                && clone.reported()
                        .filter(status -> status.holds(ConditionType.TRANSFERRED) || status.run() > status.settledRun())
                        .isEmpty();
        return asked && server.memory().isPresent()
                ? PodMemory.used(client, clone.getMetadata().getNamespace(), server.name())
                        .map(server::using)
                        .orElse(server)
                : server;
    }

    /** While a server has trouble to become Ready on its clone, the user wants to know why. */
    private ServerPod withLog(MySQLClone clone, ServerPod server) {
        boolean starting = clone.reported()
                .filter(status -> status.restartTime() != null)
                .map(MySQLCloneStatus::phase)
                .filter(phase -> !phase.isFinished())
                .isPresent();
        if (!starting
                || (server.server().restarts() == 0 && server.server().trouble().isEmpty())) {
            return server;
        }
        try {
            var container = client.pods()
                    .inNamespace(clone.getMetadata().getNamespace())
                    .withName(server.name())
                    .inContainer(server.container());
            // While none runs, the last one is the present one; kubelets remove the one before it soon.
            boolean runs = server.server().startedAt().isPresent();
            String log = (runs ? container.terminated() : container)
                    .tailingLines(LOG_LINES)
                    .getLog();
            return log == null || log.startsWith(LOG_LOST) ? server : server.withLastLog(tail(log));
        } catch (KubernetesClientException e) {
            // There is no earlier instance, or its log is gone.
            return server;
        }
    }

    private static String tail(String log) {
        String text = log.strip();
        return text.length() <= LOG_CHARACTERS ? text : "..." + text.substring(text.length() - LOG_CHARACTERS);
    }
}
