package io.mysqlclone.api.v1alpha1.agent;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.mysqlclone.api.v1alpha1.ApiObject;
import org.jspecify.annotations.Nullable;

/**
 * What the agent runs as. A change takes effect with the next agent that is launched.
 *
 * @param image absent: the operator's {@code AGENT_IMAGE}
 * @param resources of an agent pod's container
 * @param logLevel how much it writes into its log
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
                        + " agent lives on that pod's limits: Kubernetes gives ephemeral containers none of their own.")
        @Nullable
        ResourceRequirements resources,

        @Default("Info")
        @JsonPropertyDescription("How much the agent writes into its log (kubectl logs): Info or Debug.")
        LogLevel logLevel,

        @JsonPropertyDescription("What the agent pod has besides (recipient.persistentVolumeClaim).") @Nullable
        AgentPodTemplate podTemplate) {

    /** What is used where nothing is said. */
    public static final Agent DEFAULT = new Agent(null, null, LogLevel.INFO, null);

    public Agent {
        if (logLevel == null) {
            logLevel = LogLevel.INFO;
        }
    }
}
