package io.mysqlclone.api.v1alpha1.connection;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.mysqlclone.api.v1alpha1.ApiObject;

/**
 * The server whose data is copied.
 *
 * @param host host name or address, IPv6 without brackets
 * @param port of the classic protocol
 * @param credentialsSecretRef a Secret with {@code username} and {@code password}
 * @param tls of the clone's connections
 */
@ApiObject
public record Donor(
        @Required
        @Size(min = 1, max = Host.MAX_LENGTH)
        @ValidationRule(value = Host.RULE, message = Host.MESSAGE)
        @JsonPropertyDescription("Host name or IP address of the server to copy, as the recipient's pod reaches"
                + " it: a Service, such as mysql-0.mysql.shop.svc, or a host outside of the cluster. IPv6"
                + " addresses without brackets. Name one server, not a Service that balances over several:"
                + " the clone's connections must all reach the same one.")
        String host,

        @Default("3306")
        @Min(1)
        @Max(65535)
        @JsonPropertyDescription("Port of the classic MySQL protocol (not of the X protocol).")
        int port,

        @Required
        @JsonPropertyDescription(
                "Secret with the keys username and password of an account on the donor. It"
                        + " needs the privilege BACKUP_ADMIN and no other. The donor needs the clone plugin:"
                        + " INSTALL PLUGIN clone SONAME 'mysql_clone.so'."
                        + " Another Secret can be named while the clone runs: an agent that runs keeps what it has, the next one takes that.")
        CredentialsReference credentialsSecretRef,

        @Default("{}") @JsonPropertyDescription("TLS of the connections to the donor; verified by default.")
        Tls tls) {

    static final int DEFAULT_PORT = 3306;

    public Donor {
        if (port == 0) {
            port = DEFAULT_PORT;
        }
        if (tls == null) {
            tls = Tls.DEFAULT;
        }
    }
}
