package io.mysqlclone.api.v1alpha1.agent;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.mysqlclone.api.v1alpha1.ApiObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the agent runs as. A change takes effect with the next agent that is launched.
 *
 * @param image absent: the operator's {@code AGENT_IMAGE}
 * @param resources of an agent pod's container
 * @param requiredMemory what a running pod must have left of its limit for an agent to join it
 * @param logLevel how much it writes into its log
 * @param env further environment variables of its container
 * @param podTemplate what an agent pod has besides
 */
@ApiObject
public record Agent(
        @Size(min = 1, max = 1024)
        @JsonPropertyDescription("Image of clone-agent. Default: the one that the operator was installed with.")
        @Nullable
        String image,

        @JsonPropertyDescription(
                "CPU and memory of the agent pod (recipient.persistentVolumeClaim). In a running pod the"
                        + " agent lives on that pod's limits: Kubernetes gives ephemeral containers none of their own."
                        + " Default: what the operator was installed with, usually requests of 100m cpu and 200Mi memory.")
        @Nullable
        ResourceRequirements resources,

        @ValidationRule(
                value = "isQuantity(string(self)) && quantity(string(self)).compareTo(quantity('0')) >= 0",
                message = "give a size such as 200Mi; 0: do not look")
        @Default("200Mi")
        @JsonPropertyDescription(
                "In a running pod: how much of the pod's memory limit must be free before the agent joins it,"
                        + " as the kernel ends the biggest process when the limit is reached, which is mysqld. Looked at where the"
                        + " cluster has a metrics API (metrics.k8s.io). 0: do not look.")
        Quantity requiredMemory,

        @Default("Info")
        @JsonPropertyDescription("How much the agent writes into its log (kubectl logs): Info or Debug.")
        LogLevel logLevel,

        @Size(max = 32)
        @JsonPropertyDescription("Further environment variables of the agent's container, such as JAVA_TOOL_OPTIONS.")
        List<Variable> env,

        @JsonPropertyDescription("What the agent pod has besides (recipient.persistentVolumeClaim).") @Nullable
        AgentPodTemplate podTemplate) {

    /** What is used where nothing is said. */
    public static final Agent DEFAULT = new Agent(null, null, new Quantity("200Mi"), LogLevel.INFO, List.of(), null);

    public Agent {
        if (requiredMemory == null) {
            requiredMemory = new Quantity("200Mi");
        }
        env = env == null ? List.of() : List.copyOf(env);
        if (logLevel == null) {
            logLevel = LogLevel.INFO;
        }
    }

    /** Bytes of {@code requiredMemory}. */
    public long requiredMemoryBytes() {
        return Values.bytes(requiredMemory);
    }
}
