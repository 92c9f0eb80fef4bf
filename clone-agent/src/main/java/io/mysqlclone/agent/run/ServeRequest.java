package io.mysqlclone.agent.run;

import io.mysqlclone.donor.DonorPlugin;
import io.mysqlclone.donor.serve.ServeLimits;
import io.mysqlclone.mysql.accept.Accounts;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A donor that is asked for.
 *
 * @param source what it gives
 * @param latency what the statements of a running server may take
 * @param plugins that recipients must have besides those of each server
 * @param accounts that recipients log in with; those of the running server that is given when empty
 * @param once whether it ends with its first clone
 * @param endWhenIdle how long it goes on with nobody to serve; without an end when empty
 */
public record ServeRequest(
        InetSocketAddress listen,
        DonorSource source,
        Optional<DonorLatency.Asked> latency,
        List<DonorPlugin> plugins,
        Optional<Accounts> accounts,
        Tls tls,
        ServeLimits limits,
        boolean once,
        Optional<Duration> endWhenIdle) {
    public ServeRequest {
        plugins = List.copyOf(plugins);
    }

    /** How its connections are protected. */
    public sealed interface Tls {
        /** Not at all. */
        record None() implements Tls {}

        /** @param required whether connections without TLS are refused */
        record SelfSigned(boolean required) implements Tls {}

        /**
         * With a certificate from files.
         *
         * @param clientCa who signs the recipients' certificates; none is asked for when it is empty
         * @param required whether connections without TLS are refused
         */
        record Files(Path certificate, Path key, Optional<Path> clientCa, boolean required) implements Tls {}
    }
}
