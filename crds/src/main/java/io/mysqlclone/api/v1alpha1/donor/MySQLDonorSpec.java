package io.mysqlclone.api.v1alpha1.donor;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.mysqlclone.api.v1alpha1.ApiObject;
import io.mysqlclone.api.v1alpha1.agent.Transfer;
import io.mysqlclone.api.v1alpha1.agent.Values;
import io.mysqlclone.api.v1alpha1.connection.CredentialsReference;
import io.mysqlclone.api.v1alpha1.connection.Host;
import io.mysqlclone.api.v1alpha1.connection.Tls;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A server that may be cloned: exactly one of {@code host}, {@code serviceRef}, {@code statefulSetRef} and {@code podRef}.
 *
 * @param host host name or address, IPv6 without brackets
 * @param port of {@code host}
 * @param serviceRef a Service in front of one server
 * @param statefulSetRef one of the servers of a StatefulSet
 * @param podRef a pod
 * @param credentialsSecretRef an account that may clone it
 * @param tls of the connections to it
 * @param transfer how its clones move their bytes, where they do not say otherwise
 * @param allowedNamespaces from where clones may name it
 * @param probeInterval how often it is looked at
 * @param agent that stands beside the server and gives the clones; absent: the server does
 */
@ApiObject
@ValidationRule(
        value = "[has(self.host), has(self.serviceRef), has(self.statefulSetRef), has(self.podRef)]"
                + ".exists_one(given, given)",
        message = "give exactly one of host, serviceRef, statefulSetRef and podRef")
@ValidationRule(
        value = "!has(self.port) || has(self.host)",
        message = "port is the port of host: serviceRef, statefulSetRef and podRef have a port of their own")
@ValidationRule(
        value = "!has(self.host) || !has(self.allowedNamespaces) || !has(self.allowedNamespaces.from)"
                + " || self.allowedNamespaces.from == 'Same' || self.host.matches('[.]$|[.].*[.]|:')",
        message = "a short host name is another server in another namespace: with allowedNamespaces give host in full,"
                + " such as db.shop.svc, or with a dot at its end")
@ValidationRule(
        value = "!has(self.agent) || has(self.podRef) || has(self.statefulSetRef)",
        message = "an agent stands beside the server in its pod: with agent give podRef or statefulSetRef")
@ValidationRule(
        value = "!has(self.agent) || self.agent.port != (has(self.podRef) ? self.podRef.port :"
                + " has(self.statefulSetRef) ? self.statefulSetRef.port : 0)",
        message = "agent.port is the server's own: give another one")
public record MySQLDonorSpec(
        @Size(min = 1, max = Host.MAX_LENGTH)
        @ValidationRule(value = Host.RULE, message = Host.MESSAGE)
        @JsonPropertyDescription(
                "Host name or IP address of the server, as pods reach it. IPv6 addresses without"
                        + " brackets. One server, not a name that leads to several: a clone's connections must all reach the same one.")
        @Nullable
        String host,

        @Min(1)
        @Max(65535)
        @JsonPropertyDescription("Port of host, of the classic MySQL protocol. Default: 3306.")
        @Nullable
        Integer port,

        @JsonPropertyDescription("A Service in the namespace of the MySQLDonor, with one server behind it, such as that"
                + " of a primary.")
        @Nullable
        NamedServer serviceRef,

        @JsonPropertyDescription(
                "A StatefulSet in the namespace of the MySQLDonor, and which of its servers is cloned.")
        @Nullable
        StatefulSetDonor statefulSetRef,

        @JsonPropertyDescription("A pod in the namespace of the MySQLDonor.") @Nullable
        NamedServer podRef,

        @Required
        @JsonPropertyDescription(
                "Secret in the namespace of the MySQLDonor with the name and the password of an account of the"
                        + " server. It needs the privilege BACKUP_ADMIN and no other. The server needs the clone plugin: INSTALL"
                        + " PLUGIN clone SONAME 'mysql_clone.so'.")
        CredentialsReference credentialsSecretRef,

        @Default("{}") @JsonPropertyDescription("TLS of the connections to it; verified by default.")
        Tls tls,

        @JsonPropertyDescription(
                "How clones of it move their bytes: what a MySQLClone leaves at its default is taken from here.")
        @Nullable
        Transfer transfer,

        @Default("{}")
        @JsonPropertyDescription(
                "From which namespaces a MySQLClone may name it in donorRef. From another one it brings"
                        + " Secrets of its own.")
        AllowedNamespaces allowedNamespaces,

        @Default("10m")
        @Size(min = 2, max = Values.DURATION_LENGTH)
        @Pattern(MySQLDonorSpec.INTERVAL)
        @ValidationRule(
                value = "self == 'Never' || duration(self) >= duration('1m')",
                message = "give at least 1m, or Never: a pod is made for each look")
        @JsonPropertyDescription(
                "How often a short agent pod looks whether the server can be cloned, and what it is, such"
                        + " as 10m. Never: when the resource is made or its spec is changed.")
        String probeInterval,

        @JsonPropertyDescription(
                "With podRef and statefulSetRef: an agent is added to the server's pod (as an ephemeral container)"
                        + " when the first clone wants it, and gives clones to several recipients at once, from one reading of the"
                        + " files; the server needs component_mysqlbackup and not the clone plugin. It ends when nobody has"
                        + " wanted it for a while. Default: the server itself gives the clones, one at a time.")
        @Nullable
        DonorAgent agent) {

    static final int DEFAULT_PORT = 3306;

    static final String NEVER = "Never";

    static final String INTERVAL = "^(Never|([0-9]{1,4}h)?([0-9]{1,6}m)?([0-9]{1,8}s)?)$";

    public MySQLDonorSpec {
        if (tls == null) {
            tls = Tls.DEFAULT;
        }
        if (allowedNamespaces == null) {
            allowedNamespaces = AllowedNamespaces.DEFAULT;
        }
        if (probeInterval == null) {
            probeInterval = "10m";
        }
    }

    /** {@code probeInterval} as a duration; empty: never. */
    public Optional<Duration> interval() {
        return probeInterval.equals(NEVER) ? Optional.empty() : Optional.of(Values.duration(probeInterval));
    }

    /** The port of {@code host}. */
    public int hostPort() {
        return port == null ? DEFAULT_PORT : port;
    }
}
