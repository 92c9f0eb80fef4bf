package io.mysqlclone.api.v1alpha1.donor;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.mysqlclone.api.v1alpha1.ApiObject;
import io.mysqlclone.api.v1alpha1.connection.SecretReference;

/**
 * A server by a name inside the donor's namespace.
 *
 * @param name of the Service or the pod
 * @param port of the classic protocol
 */
@ApiObject
public record NamedServer(
        @Required
        @Size(min = 1, max = 253)
        @Pattern(SecretReference.NAME)
        @JsonPropertyDescription("Its name, in the namespace of the MySQLDonor.")
        String name,

        @Default("3306")
        @Min(1)
        @Max(65535)
        @JsonPropertyDescription("Port of the classic MySQL protocol (not of the X protocol).")
        int port) {

    public NamedServer {
        if (port == 0) {
            port = MySQLDonorSpec.DEFAULT_PORT;
        }
    }
}
