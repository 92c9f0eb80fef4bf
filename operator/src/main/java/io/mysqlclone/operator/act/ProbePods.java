package io.mysqlclone.operator.act;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.mysqlclone.api.v1alpha1.MySQLDonor;
import io.mysqlclone.api.v1alpha1.donor.ProbeLaunch;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.observe.AgentName;
import io.mysqlclone.operator.observe.ServerPod;
import io.mysqlclone.operator.observe.donor.ProbeObserver;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the pods that look at donors, and removes them. They mount no volume with data, and run the operator's own image. */
public final class ProbePods {

    /** No server's data is touched, so that it may be anybody but root. */
    private static final ServerPod.User ANYBODY = new ServerPod.User(Optional.empty(), Optional.empty());

    private static final String COMMAND = "probe";

    /** A pod whose node is gone would stay for ever, and its name with it. */
    private static final long SECONDS = 300;

    private final KubernetesClient client;
    private final AgentImage image;

    /** A maker of pods with that image. */
    public ProbePods(KubernetesClient client, AgentImage image) {
        this.client = client;
        this.image = image;
    }

    /** Makes the pod of a probe, unless there is one already; tells what stood in the way. */
    public Optional<Obstacle> make(MySQLDonor donor, ProbeLaunch probe) {
        try {
            AgentPod.make(client, pod(donor, probe));
            return Optional.empty();
        } catch (KubernetesClientException e) {
            Answer answer = Answer.of(e);
            return Optional.of(new Obstacle(
                    answer.patience() ? Reason.API_ERROR : Reason.LAUNCH_REFUSED,
                    answer.sentence("The agent's pod that looks at the donor cannot be made")));
        }
    }

    private Pod pod(MySQLDonor donor, ProbeLaunch probe) {
        Map<String, String> labels = new HashMap<>(AgentName.LABELS);
        labels.put(ProbeObserver.DONOR_NAME_LABEL, donor.getMetadata().getName());
        labels.put(ProbeObserver.DONOR_UID_LABEL, donor.getMetadata().getUid());
        return AgentPod.of(donor, probe.number(), labels, AgentPod.ANNOTATIONS, ANYBODY)
                .editSpec()
                .withActiveDeadlineSeconds(SECONDS)
                .withContainers(AgentPod.container(image, image.image(), List.of(COMMAND), ANYBODY)
                        .withEnv(AgentEnvironment.probe(probe.servers(), donor.getSpec(), LastWords.ALONE))
                        .withVolumeMounts(TlsFiles.mounts(donor.getSpec().tls()))
                        .withResources(image.resources())
                        .build())
                .withVolumes(TlsFiles.volumes(donor.getSpec().tls()))
                .endSpec()
                .build();
    }

    /** Removes a pod. */
    public void remove(MySQLDonor donor, String podName) {
        client.pods()
                .inNamespace(donor.getMetadata().getNamespace())
                .withName(podName)
                .delete();
    }
}
