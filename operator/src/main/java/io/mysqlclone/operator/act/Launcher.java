package io.mysqlclone.operator.act;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.EphemeralContainerBuilder;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.agent.AgentPodTemplate;
import io.mysqlclone.api.v1alpha1.status.Launch;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.agent.AgentAddress;
import io.mysqlclone.operator.agent.AgentCommand;
import io.mysqlclone.operator.agent.OperatorKey;
import io.mysqlclone.operator.observe.AgentName;
import io.mysqlclone.operator.observe.ClaimVolume;
import io.mysqlclone.operator.observe.Placement;
import io.mysqlclone.operator.observe.RunObserver;
import io.mysqlclone.operator.observe.ServerPod;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Starts runs of the agent. A run has one name for ever, so launching it again changes nothing.
 */
final class Launcher {

    private static final String VOLUME_IN_POD = "recipient";

    private final KubernetesClient client;
    private final OperatorKey key;
    private final AgentImage image;

    /**
     * @param image what agents run when the resource names no image
     */
    Launcher(KubernetesClient client, OperatorKey key, AgentImage image) {
        this.client = client;
        this.key = key;
        this.image = image;
    }

    /** Why no agent may be launched for a resource. */
    Optional<Obstacle> refusal(MySQLClone clone) {
        return image.refusal(clone.getSpec().agent())
                .or(() -> Scheduling.refusal(clone.getSpec().agent()))
                .map(why -> new Obstacle(Reason.LAUNCH_REFUSED, why));
    }

    /** Adds the agent to the server's pod. */
    void launchInPod(MySQLClone clone, AgentCommand command, Launch plan, ServerPod pod) {
        EphemeralContainers.add(client, clone.getMetadata().getNamespace(), pod, ephemeral(clone, command, plan, pod));
    }

    /** Makes a pod with the agent on a claim. */
    void launchOnClaim(MySQLClone clone, AgentCommand command, Launch plan, ClaimVolume claim) {
        AgentPod.make(client, pod(clone, command, plan, claim));
    }

    private EphemeralContainer ephemeral(MySQLClone clone, AgentCommand command, Launch plan, ServerPod pod) {
        return new EphemeralContainerBuilder()
                .withName(AgentName.container(clone.getMetadata().getUid(), plan.run()))
                .withImage(image.of(clone.getSpec().agent()))
                .withImagePullPolicy(image.pullPolicy())
                .withArgs(AgentArguments.of(clone.getSpec(), command))
                .withEnv(environment(
                        clone,
                        command,
                        plan,
                        pod.data().dataDirectory(),
                        AgentEnvironment.Home.SERVER_POD,
                        LastWords.of(pod.containers()),
                        pod.hints().hostNetwork() ? portOnANode(clone, plan) : image.port()))
                .addAllToEnv(AgentEnvironment.server(command, pod.hints().address()))
                .withVolumeMounts(mounts(pod))
                .withSecurityContext(AgentContainer.restricted(pod.user()))
                .withTerminationMessagePolicy("FallbackToLogsOnError")
                .build();
    }

    private static List<VolumeMount> mounts(ServerPod pod) {
        return Stream.concat(
                        Stream.of(mount(pod.data().volumeName(), pod.data().mountPath())),
                        pod.further().stream().map(volume -> mount(volume.volumeName(), volume.mountPath())))
                .toList();
    }

    private static VolumeMount mount(String volume, String path) {
        return new VolumeMountBuilder().withName(volume).withMountPath(path).build();
    }

    private Pod pod(MySQLClone clone, AgentCommand command, Launch plan, ClaimVolume claim) {
        Optional<AgentPodTemplate> template =
                Optional.ofNullable(clone.getSpec().agent().podTemplate());
        Placement placement = claim.placement();
        List<TopologySpreadConstraint> spread =
                Scheduling.spread(clone.getSpec().agent());
        Map<String, String> labels = new HashMap<>(placement.labels());
        labels.putAll(template.map(AgentPodTemplate::labels).orElse(Map.of()));
        labels.putAll(labels(clone));
        Map<String, String> annotations = new HashMap<>(AgentPod.ANNOTATIONS);
        annotations.putAll(template.map(AgentPodTemplate::annotations).orElse(Map.of()));
        ContainerBuilder container = AgentPod.container(
                        image,
                        image.of(clone.getSpec().agent()),
                        AgentArguments.of(clone.getSpec(), command),
                        claim.user())
                .withEnv(environment(
                        clone,
                        command,
                        plan,
                        claim.dataDirectory(),
                        AgentEnvironment.Home.CLAIM,
                        LastWords.of(0),
                        image.port()))
                .addAllToEnv(AgentEnvironment.claim(claim.planned()))
                .addNewVolumeMount()
                .withName(VOLUME_IN_POD)
                .withMountPath(claim.mountPath())
                .endVolumeMount()
                .addAllToVolumeMounts(TlsFiles.mounts(clone.getSpec().server().tls()));
        container.withResources(
                Objects.requireNonNullElse(clone.getSpec().agent().resources(), image.resources()));
        return AgentPod.of(clone, plan.run(), labels, annotations, claim.user())
                .editSpec()
                .editSecurityContext()
                .withSupplementalGroups(
                        template.map(AgentPodTemplate::supplementalGroups).orElse(List.of()))
                .withSeLinuxOptions(
                        template.map(AgentPodTemplate::seLinuxOptions).orElse(null))
                .endSecurityContext()
                .withNodeSelector(nodeSelector(placement, template))
                .withTolerations(tolerations(placement, template))
                .withAffinity(Scheduling.affinity(clone.getSpec().agent())
                        .or(placement::affinity)
                        .orElse(null))
                .withTopologySpreadConstraints(spread.isEmpty() ? placement.spread() : spread)
                .withSchedulerName(template.map(AgentPodTemplate::schedulerName)
                        .or(placement::schedulerName)
                        .orElse(null))
                .withRuntimeClassName(template.map(AgentPodTemplate::runtimeClassName)
                        .or(placement::runtimeClassName)
                        .orElse(null))
                .withDnsConfig(template.map(AgentPodTemplate::dnsConfig).orElse(null))
                .withHostAliases(template.map(AgentPodTemplate::hostAliases).orElse(List.of()))
                .withServiceAccountName(
                        template.map(AgentPodTemplate::serviceAccountName).orElse(null))
                .withPriorityClassName(
                        template.map(AgentPodTemplate::priorityClassName).orElse(null))
                .withImagePullSecrets(template.map(AgentPodTemplate::imagePullSecrets).orElse(List.of()).stream()
                        .map(secret -> new LocalObjectReference(secret.name()))
                        .toList())
                .withContainers(container.build())
                .addToVolumes(volume(claim))
                .addAllToVolumes(TlsFiles.volumes(clone.getSpec().server().tls()))
                .endSpec()
                .build();
    }

    /** Nothing is made for a dry run: in the place of a claim that is yet to be made stands an empty directory. */
    private static Volume volume(ClaimVolume claim) {
        VolumeBuilder volume = new VolumeBuilder().withName(VOLUME_IN_POD);
        return claim.planned().isPresent()
                ? volume.withNewEmptyDir().endEmptyDir().build()
                : volume.withNewPersistentVolumeClaim(claim.claimName(), false).build();
    }

    private static Map<String, String> nodeSelector(Placement placement, Optional<AgentPodTemplate> template) {
        Map<String, String> selector = new HashMap<>(placement.nodeSelector());
        selector.putAll(template.map(AgentPodTemplate::nodeSelector).orElse(Map.of()));
        return selector;
    }

    private static List<Toleration> tolerations(Placement placement, Optional<AgentPodTemplate> template) {
        return Stream.concat(
                        placement.tolerations().stream(),
                        template.map(AgentPodTemplate::tolerations).orElse(List.of()).stream())
                .distinct()
                .toList();
    }

    /** Another one for each run, so that one that was taken is not met again. */
    private int portOnANode(MySQLClone clone, Launch plan) {
        int chosen = Objects.hash(clone.getMetadata().getUid(), plan.run());
        return image.port() + Math.floorMod(chosen, AgentAddress.ON_A_NODE);
    }

    private List<EnvVar> environment(
            MySQLClone clone,
            AgentCommand command,
            Launch plan,
            String dataDirectory,
            AgentEnvironment.Home home,
            int lastWords,
            int port) {
        String sha256 = key.tokenSha256(clone.getMetadata().getUid(), plan.run());
        return Stream.concat(
                        clone.getSpec().agent().env().stream()
                                .map(variable -> new EnvVar(variable.name(), variable.value(), null)),
                        AgentEnvironment.of(
                                clone.getSpec(), command, dataDirectory, home, sha256, port, plan, lastWords)
                                .stream())
                .toList();
    }

    private static Map<String, String> labels(MySQLClone clone) {
        Map<String, String> labels = new HashMap<>(AgentName.LABELS);
        labels.put(RunObserver.CLONE_NAME_LABEL, clone.getMetadata().getName());
        labels.put(RunObserver.CLONE_UID_LABEL, clone.getMetadata().getUid());
        return labels;
    }
}
