package io.mysqlclone.operator.act;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.mysqlclone.operator.agent.AgentRun;
import io.mysqlclone.operator.observe.AgentName;
import io.mysqlclone.operator.observe.ServerPod;
import java.util.List;
import java.util.Map;

/** What all pods that an agent has for itself have in common. */
final class AgentPod {

    /**
     * A mesh's sidecar would outlive the agent, and hold the claim; and whoever makes clusters smaller would end a transfer of
     * hours.
     */
    static final Map<String, String> ANNOTATIONS = Map.of(
            "sidecar.istio.io/inject", "false",
            "linkerd.io/inject", "disabled",
            "cluster-autoscaler.kubernetes.io/safe-to-evict", "false",
            "karpenter.sh/do-not-disrupt", "true");

    private AgentPod() {}

    /** One without containers, which goes with its owner. */
    static PodBuilder of(
            HasMetadata owner,
            int run,
            Map<String, String> labels,
            Map<String, String> annotations,
            ServerPod.User user) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(AgentName.pod(
                        owner.getMetadata().getName(), owner.getMetadata().getUid(), run))
                .withNamespace(owner.getMetadata().getNamespace())
                .withLabels(labels)
                .withAnnotations(annotations)
                .withOwnerReferences(reference(owner))
                .endMetadata()
                .withNewSpec()
                .withRestartPolicy("Never")
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                // Longer than the agent takes to reach a durable point after SIGTERM.
                .withTerminationGracePeriodSeconds(30L)
                .withNewSecurityContext()
                .withFsGroup(AgentContainer.group(user))
                .withFsGroupChangePolicy("OnRootMismatch")
                .endSecurityContext()
                .endSpec();
    }

    /** Its container with the agent. */
    static ContainerBuilder container(AgentImage agent, String image, List<String> arguments, ServerPod.User user) {
        return new ContainerBuilder()
                .withName(AgentRun.CONTAINER_IN_POD)
                .withImage(image)
                .withImagePullPolicy(agent.pullPolicy())
                .withArgs(arguments)
                .withSecurityContext(AgentContainer.restricted(user))
                .withTerminationMessagePolicy("FallbackToLogsOnError");
    }

    /** A pod of that name is the one that was wanted. */
    static void make(KubernetesClient client, Pod pod) {
        try {
            client.resource(pod).create();
        } catch (KubernetesClientException e) {
            if (!Answer.isThere(e)) {
                throw e;
            }
        }
    }

    private static OwnerReference reference(HasMetadata resource) {
        OwnerReference owner = new OwnerReference();
        owner.setApiVersion(resource.getApiVersion());
        owner.setKind(resource.getKind());
        owner.setName(resource.getMetadata().getName());
        owner.setUid(resource.getMetadata().getUid());
        owner.setController(true);
        owner.setBlockOwnerDeletion(true);
        return owner;
    }
}
