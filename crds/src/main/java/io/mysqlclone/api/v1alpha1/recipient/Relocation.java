package io.mysqlclone.api.v1alpha1.recipient;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.mysqlclone.api.v1alpha1.ApiObject;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A place for tablespaces that lie outside the donor's data directory.
 *
 * @param from directory on the donor, absolute
 * @param to directory in the container that runs the recipient's mysqld, absolute; absent: its data directory
 */
@ApiObject
public record Relocation(
        @Required
        @Size(min = 1, max = Paths.MAX_LENGTH)
        @ValidationRule(value = Paths.ELSEWHERE, message = Paths.ELSEWHERE_MESSAGE)
        @JsonPropertyDescription("Directory on the donor with the tablespaces, such as /ext for a table whose DATA"
                + " DIRECTORY is /ext.")
        String from,

        @Size(min = 1, max = Paths.MAX_LENGTH)
        @ValidationRule(value = Paths.ELSEWHERE, message = Paths.ELSEWHERE_MESSAGE)
        @JsonPropertyDescription("Directory in the container of the recipient's mysqld, in a PersistentVolumeClaim that"
                + " is mounted there without subPath; mysqld must be told of it by --innodb-directories. Default: the"
                + " recipient's data directory, of which mysqld knows.")
        @Nullable
        String to) {

    /** Where it leads; empty for the recipient's data directory. */
    public Optional<String> place() {
        return Optional.ofNullable(to);
    }
}
