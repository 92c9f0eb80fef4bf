package io.mysqlclone.operator.act;

import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.EphemeralContainerBuilder;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.mysqlclone.api.v1alpha1.MySQLDonor;
import io.mysqlclone.api.v1alpha1.donor.DonorAgent;
import io.mysqlclone.api.v1alpha1.donor.DonorAgentStatus;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.observe.AgentName;
import io.mysqlclone.operator.observe.ServerPod;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Adds agents that give clones to the pods of donors, whose volumes they mount for reading. */
public final class DonorAgents {

    private final KubernetesClient client;
    private final AgentImage image;

    /** A maker of containers with that image. */
    public DonorAgents(KubernetesClient client, AgentImage image) {
        this.client = client;
        this.image = image;
    }

    /** Adds an agent that was written down to its pod, unless it is there already; tells what stood in the way. */
    public Optional<Obstacle> launch(MySQLDonor donor, DonorAgent spec, DonorAgentStatus plan, ServerPod pod) {
        try {
            EphemeralContainers.add(client, donor.getMetadata().getNamespace(), pod, container(donor, spec, plan, pod));
            return Optional.empty();
        } catch (KubernetesClientException e) {
            Answer answer = Answer.of(e);
            return Optional.of(new Obstacle(
                    answer.patience() ? Reason.API_ERROR : Reason.LAUNCH_REFUSED,
                    answer.sentence("The agent that gives clones cannot be added to pod " + pod.name())));
        }
    }

    private EphemeralContainer container(MySQLDonor donor, DonorAgent spec, DonorAgentStatus plan, ServerPod pod) {
        return new EphemeralContainerBuilder()
                .withName(AgentName.container(donor.getMetadata().getUid(), plan.number()))
                .withImage(image.image())
                .withImagePullPolicy(image.pullPolicy())
                // One that does not know how to end by itself must not begin.
                .withArgs("serve", "--end-when-idle", spec.idleLimit().toSeconds() + "s")
                .withEnv(AgentEnvironment.serve(
                        spec,
                        Objects.requireNonNullElse(
                                spec.credentialsSecretRef(), donor.getSpec().credentialsSecretRef()),
                        plan.port(),
                        server(donor, pod),
                        pod.data().dataDirectory()))
                .withVolumeMounts(mounts(pod))
                // What the server changes meanwhile is kept on the container's own file system.
                .withSecurityContext(new SecurityContextBuilder(AgentContainer.restricted(pod.user()))
                        .withReadOnlyRootFilesystem(false)
                        .build())
                .withTerminationMessagePolicy("FallbackToLogsOnError")
                .build();
    }

    /** As a container of its pod reaches it. */
    private static String server(MySQLDonor donor, ServerPod pod) {
        int port = Optional.ofNullable(donor.getSpec().podRef())
                .map(reference -> reference.port())
                .or(() -> Optional.ofNullable(donor.getSpec().statefulSetRef()).map(reference -> reference.port()))
                .orElseThrow();
        return pod.hints().address().orElse("127.0.0.1:" + port);
    }

    private static List<VolumeMount> mounts(ServerPod pod) {
        return Stream.concat(
                        Stream.of(mount(pod.data().volumeName(), pod.data().mountPath())),
                        pod.further().stream().map(volume -> mount(volume.volumeName(), volume.mountPath())))
                .toList();
    }

    private static VolumeMount mount(String volume, String path) {
        return new VolumeMountBuilder()
                .withName(volume)
                .withMountPath(path)
                .withReadOnly(true)
                .build();
    }
}
