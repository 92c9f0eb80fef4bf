package io.mysqlclone.engine;

import java.util.Map;
import java.util.Optional;

/**
 * What a donor says of its server before it sends anything.
 *
 * @param versionNumber e.g. 90704 for 9.7.4
 * @param variables the configurations of its answer to {@code COM_INIT}, by name
 */
public record DonorConfiguration(int versionNumber, Map<String, String> variables) {
    public DonorConfiguration {
        variables = Map.copyOf(variables);
    }

    /** The value of a variable that the donor named. */
    public Optional<String> variable(String name) {
        return Optional.ofNullable(variables.get(name));
    }
}
