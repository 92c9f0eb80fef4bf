package io.mysqlclone.operator.act;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.mysqlclone.api.v1alpha1.agent.Agent;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The program that runs are made of. It gets the Secrets that a resource names, and mounts the recipient's volume as the user that
 * owns the data: so a resource may not name any program that it likes.
 *
 * @param image the image where the resource names none, which is always allowed
 * @param pullPolicy {@code Always}, {@code IfNotPresent} or {@code Never}
 * @param port where agents serve their status
 * @param resources of an agent pod, where the resource names none
 * @param allowed what a resource may name besides: whole names, or their beginnings with {@code *} at the end
 */
public record AgentImage(
        String image, String pullPolicy, int port, ResourceRequirements resources, Set<String> allowed) {

    /**
     * What an agent pod asks for: a pod that asks for nothing is the first to go when a node is short of memory, in the ninth
     * hour of a transfer.
     */
    public static final ResourceRequirements RESOURCES = new ResourceRequirementsBuilder()
            .addToRequests("cpu", new Quantity("100m"))
            .addToRequests("memory", new Quantity("200Mi"))
            .build();

    private static final String ANY_END = "*";

    public AgentImage {
        allowed = Set.copyOf(allowed);
    }

    /** The image for a resource. */
    String of(Agent agent) {
        return Objects.requireNonNullElse(agent.image(), image);
    }

    /** Why nothing can be launched with the image that a resource names, as a sentence that says what to do. */
    Optional<String> refusal(Agent agent) {
        String wanted = of(agent);
        return wanted.equals(image) || allowed.stream().anyMatch(pattern -> matches(pattern, wanted))
                ? Optional.empty()
                : Optional.of(
                        "The image " + wanted
                                + " of spec.agent.image is not allowed here, as who runs the operator decides which"
                                + " program gets Secrets and data. Leave it out, or have it allowed: agent.allowedImages of the chart.");
    }

    private static boolean matches(String pattern, String wanted) {
        return pattern.endsWith(ANY_END)
                ? wanted.startsWith(pattern.substring(0, pattern.length() - ANY_END.length()))
                : wanted.equals(pattern);
    }
}
