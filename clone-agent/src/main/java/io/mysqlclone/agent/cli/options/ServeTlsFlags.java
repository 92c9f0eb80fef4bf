package io.mysqlclone.agent.cli.options;

import io.mysqlclone.agent.cli.input.Values;
import io.mysqlclone.agent.run.ServeRequest;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How connections to a donor are protected. */
final class ServeTlsFlags {
    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = "PEM file with the donor's certificate, and those between it and its CA.")
    @Nullable
    Path certificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "PEM file with the key of --tls-cert.")
    @Nullable
    Path key;

    @Option(
            names = "--tls-client-ca",
            paramLabel = "FILE",
            description = "PEM file with the CA that recipients must have a certificate of, besides the password.")
    @Nullable
    Path clientCa;

    @Option(
            names = "--tls-self-signed",
            defaultValue = "false",
            converter = Values.Switch.class,
            description = "Make a certificate for this run and print its fingerprint, which recipients take as"
                    + " --tls-mode verify-fingerprint --tls-fingerprint SHA256. So it is without --tls-cert too.")
    boolean selfSigned;

    @Option(
            names = "--tls-optional",
            defaultValue = "false",
            converter = Values.Switch.class,
            description = "Let recipients in without TLS too, as mysqld does: their data can be read on its way.")
    boolean optional;

    @Option(
            names = "--no-tls",
            defaultValue = "false",
            converter = Values.Switch.class,
            description = "Offer no TLS. Quickest, and for networks where nobody listens; encrypted tablespaces are not"
                    + " given so.")
    boolean none;

    ServeRequest.Tls choice() {
        if ((certificate == null) != (key == null)) {
            throw ServeFlags.usage("--tls-cert and --tls-key must be given together.");
        }
        if (clientCa != null && certificate == null) {
            throw ServeFlags.usage(
                    "--tls-client-ca is for --tls-cert FILE and --tls-key FILE, and they are not given.");
        }
        if ((none ? 1 : 0) + (selfSigned ? 1 : 0) + (certificate == null ? 0 : 1) > 1 || (none && optional)) {
            throw ServeFlags.usage(
                    "--no-tls, --tls-self-signed and --tls-cert exclude each other, as do --no-tls and --tls-optional.");
        }
        if (none) {
            return new ServeRequest.Tls.None();
        }
        if (certificate != null && key != null) {
            return new ServeRequest.Tls.Files(certificate, key, Optional.ofNullable(clientCa), !optional);
        }
        return new ServeRequest.Tls.SelfSigned(!optional);
    }
}
