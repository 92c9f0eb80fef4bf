package io.mysqlclone.operator.decide.donor;

import io.mysqlclone.api.v1alpha1.donor.MySQLDonorSpec;
import io.mysqlclone.api.v1alpha1.donor.ProbedServer;
import io.mysqlclone.api.v1alpha1.donor.ServerStatus;
import io.mysqlclone.api.v1alpha1.status.Reason;
import io.mysqlclone.operator.agent.ProbeResult;
import io.mysqlclone.operator.decide.Advice;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What an agent has seen of servers, in the words of the resource. */
final class Sighting {

    private static final String UNREACHABLE = "NetworkLost";

    private static final String PLUGIN_MISSING = "ClonePluginMissing";

    private Sighting() {}

    /** What the status says of the servers that a probe was made for; one of which it told nothing is left out. */
    static List<ServerStatus> of(MySQLDonorSpec spec, List<ProbedServer> servers, ProbeResult result) {
        return IntStream.range(0, Math.min(servers.size(), result.donors().size()))
                .mapToObj(
                        i -> of(servers.get(i), forAnAgent(spec, result.donors().get(i))))
                .toList();
    }

    /** Beside an agent a server needs no clone plugin. */
    private static ProbeResult.Donor forAnAgent(MySQLDonorSpec spec, ProbeResult.Donor seen) {
        return spec.agent() != null && PLUGIN_MISSING.equals(seen.cause()) ? seen.suitable() : seen;
    }

    private static ServerStatus of(ProbedServer server, ProbeResult.Donor seen) {
        return new ServerStatus(
                server.host(),
                server.port(),
                server.pod(),
                !UNREACHABLE.equals(seen.kind()),
                seen.version(),
                seen.serverUuid(),
                role(seen),
                seen.readOnly(),
                seen.serving() == null ? null : seen.serving() ? ServerStatus.BUSY : ServerStatus.FREE,
                seen.kind() == null,
                seen.kind() == null ? null : reason(seen).text(),
                seen.kind() == null ? null : message(seen));
    }

    private static @Nullable String role(ProbeResult.Donor seen) {
        boolean replica = Boolean.TRUE.equals(seen.replica()) || Boolean.TRUE.equals(seen.readOnly());
        boolean known = seen.replica() != null || seen.readOnly() != null;
        return known ? replica ? ServerStatus.REPLICA : ServerStatus.SOURCE : null;
    }

    private static Reason reason(ProbeResult.Donor seen) {
        if (UNREACHABLE.equals(seen.kind())) {
            return Reason.NETWORK_LOST;
        }
        return switch (Objects.requireNonNullElse(seen.cause(), "")) {
            case "AuthenticationFailed" -> Reason.AUTHENTICATION_FAILED;
            case "TlsFailed", "TlsNeeded" -> Reason.TLS_FAILED;
            case "PrivilegeMissing", PLUGIN_MISSING -> Reason.PREFLIGHT_REFUSED;
            default -> Reason.DONOR_ERROR;
        };
    }

    /** The fields of a MySQLDonor are those of a MySQLClone's donor, without the donor. */
    private static String message(ProbeResult.Donor seen) {
        return Advice.told(
                        Objects.requireNonNullElse(seen.cause(), ""),
                        Objects.requireNonNullElse(seen.message(), "The agent did not say why."),
                        Optional.ofNullable(seen.hint()))
                .replace("spec.donor.", "spec.")
                .replace("spec.donor", "spec");
    }
}
