package io.mysqlclone.operator.act;

import io.mysqlclone.api.v1alpha1.agent.Agent;
import java.util.Objects;

/**
 * The program that runs are made of.
 *
 * @param image the image where the resource names none
 * @param pullPolicy {@code Always}, {@code IfNotPresent} or {@code Never}
 * @param port where agents serve their status
 */
public record AgentImage(String image, String pullPolicy, int port) {

    /** The image for a resource. */
    String of(Agent agent) {
        return Objects.requireNonNullElse(agent.image(), image);
    }
}
