package io.mysqlclone.operator;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** What the Deployment tells the operator, as properties or as environment variables of the same names. */
@ConfigMapping(prefix = "mysql-clone-operator")
public interface OperatorConfig {

    /** The namespaces whose clones are reconciled; all when there are none. */
    Optional<Set<String>> watchNamespaces();

    /** The namespace that the operator runs in, where its lease is; without one it does not elect a leader. */
    Optional<String> namespace();

    /** The name of this replica in the lease. */
    Optional<String> podName();

    /** File with the operator's key, at least 16 bytes, from which the agents' tokens are derived. */
    Path keyFile();

    /** How agents are run. */
    Agent agent();

    /** Whether claims are filled that name a MySQLDonor. */
    Populator populator();

    /** Claims whose data source is a MySQLDonor. */
    interface Populator {

        /** Whether they are watched and filled, for which the operator needs further rights. */
        @WithDefault("false")
        boolean enabled();
    }

    /** How agents are run where the resource does not say otherwise. */
    interface Agent {

        /** The image of clone-agent. */
        String image();

        /** {@code Always}, {@code IfNotPresent} or {@code Never}. */
        @WithDefault("IfNotPresent")
        String imagePullPolicy();

        /** What {@code spec.agent.image} may name besides: whole names, or beginnings with {@code *} at the end. */
        Optional<Set<String>> allowedImages();

        /** Resources of agents' pods where the resource names none, as JSON, in the form of a container's; or some requests. */
        Optional<String> resources();

        /** The port that agents serve their status on. */
        @WithDefault("9340")
        @WithName("port")
        int port();
    }
}
