package io.mysqlclone.operator.act;

import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.mysqlclone.operator.observe.ServerPod;

/** What all containers with the agent have in common. */
final class AgentContainer {

    /** The user of the official image, for a recipient that does not say what its user is. */
    private static final long DEFAULT_USER = 999;

    private AgentContainer() {}

    /** Pod Security's level "restricted", as the user that owns the recipient's data. */
    static SecurityContext restricted(ServerPod.User user) {
        SecurityContextBuilder context = new SecurityContextBuilder()
                .withRunAsNonRoot(true)
                .withRunAsUser(user.uid().orElse(DEFAULT_USER))
                .withReadOnlyRootFilesystem(true)
                .withAllowPrivilegeEscalation(false)
                .withPrivileged(false)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile();
        user.gid().ifPresent(context::withRunAsGroup);
        return context.build();
    }

    /** The group that a claim's volume is made writable for. */
    static long group(ServerPod.User user) {
        return user.gid().or(user::uid).orElse(DEFAULT_USER);
    }
}
