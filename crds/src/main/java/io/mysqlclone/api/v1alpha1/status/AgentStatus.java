package io.mysqlclone.api.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.mysqlclone.api.v1alpha1.ApiObject;
import org.jspecify.annotations.Nullable;

/**
 * The agent that was launched last, where its log is: {@code kubectl logs POD -c CONTAINER}.
 *
 * @param pod the pod it is in
 * @param container its container
 */
@ApiObject
public record AgentStatus(
        @JsonPropertyDescription("Pod that the agent was launched in; its log: kubectl logs POD -c CONTAINER.")
        @Nullable
        String pod,

        @JsonPropertyDescription("Container of the agent.") @Nullable
        String container) {}
