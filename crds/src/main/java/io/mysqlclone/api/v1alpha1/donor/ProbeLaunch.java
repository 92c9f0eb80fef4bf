package io.mysqlclone.api.v1alpha1.donor;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.mysqlclone.api.v1alpha1.ApiObject;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A probe, from before its pod is made.
 *
 * @param number in the pod's name
 * @param generation the {@code metadata.generation} whose spec it is made from
 * @param time when it was decided, in whole seconds
 * @param servers those that it looks at, in the order of its result
 */
@ApiObject
public record ProbeLaunch(
        @Required @JsonPropertyDescription("Number of the probe; its pod's name ends in it.")
        int number,

        @JsonPropertyDescription("The metadata.generation whose spec it is made from.") @Nullable
        Long generation,

        @Required @JsonFormat(shape = JsonFormat.Shape.STRING) @JsonPropertyDescription("When it was decided.")
        Instant time,

        @JsonPropertyDescription("The servers that it looks at.")
        List<ProbedServer> servers) {

    public ProbeLaunch {
        servers = servers == null ? List.of() : List.copyOf(servers);
    }
}
