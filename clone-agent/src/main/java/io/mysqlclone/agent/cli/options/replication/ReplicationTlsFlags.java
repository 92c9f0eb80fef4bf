package io.mysqlclone.agent.cli.options.replication;

import io.mysqlclone.agent.cli.input.Candidates;
import io.mysqlclone.agent.cli.input.PemVariables;
import io.mysqlclone.agent.cli.input.TlsFiles;
import io.mysqlclone.agent.cli.input.Values;
import io.mysqlclone.mysql.TlsMode;
import io.mysqlclone.mysql.TlsOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the recipient protects its connection to the source. */
final class ReplicationTlsFlags {
    @Option(
            names = "--replication-tls-mode",
            paramLabel = "MODE",
            defaultValue = "verify-identity",
            converter = Values.Mode.class,
            completionCandidates = Candidates.TlsModes.class,
            description =
                    "verify-identity, verify-ca, required or disabled. Only the first two protect from somebody in"
                            + " the middle.")
    TlsMode mode = TlsMode.VERIFY_IDENTITY;

    @Option(
            names = "--replication-tls-ca",
            paramLabel = "FILE",
            description = "PEM file with the certificates to trust, copied into the data directory for mysqld, as are"
                    + " the files below. Without it: those that the Java runtime trusts.")
    @Nullable
    Path ca;

    @Option(
            names = "--replication-tls-cert",
            paramLabel = "FILE",
            description = "PEM file with the recipient's certificate, for an account that REQUIREs X509.")
    @Nullable
    Path certificate;

    @Option(
            names = "--replication-tls-key",
            paramLabel = "FILE",
            description = "PEM file with the key of --replication-tls-cert.")
    @Nullable
    Path key;

    @Option(
            names = "--replication-tls-crl",
            paramLabel = "FILE",
            description = "PEM file with revocation lists that the source's certificate must not be on.")
    @Nullable
    Path crl;

    @Option(
            names = "--replication-tls-ciphers",
            paramLabel = "LIST",
            split = "[,:]",
            hideParamSyntax = true,
            description = "Cipher suites to offer, IANA names; separated by commas.")
    List<String> ciphers = new ArrayList<>();

    @Option(
            names = "--replication-tls-versions",
            paramLabel = "LIST",
            split = ",",
            hideParamSyntax = true,
            completionCandidates = Candidates.TlsVersions.class,
            description =
                    "TLSv1.2, TLSv1.3 or both, separated by a comma. Without it: what the recipient's mysqld takes.")
    List<String> versions = new ArrayList<>();

    @Option(
            names = "--replication-get-source-public-key",
            defaultValue = "false",
            converter = Values.Switch.class,
            description =
                    "Without TLS, let the recipient encrypt the password with whatever public key the source sends,"
                            + " which somebody in the middle could have sent too.")
    boolean getSourcePublicKey;

    TlsOptions options(PemVariables variables) {
        return new TlsFiles("--replication-tls", variables)
                .options(mode, ca, certificate, key, crl, ciphers, versions, Optional.empty());
    }
}
