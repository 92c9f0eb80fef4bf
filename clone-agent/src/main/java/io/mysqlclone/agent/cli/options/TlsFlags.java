package io.mysqlclone.agent.cli.options;

import io.mysqlclone.agent.cli.input.Candidates;
import io.mysqlclone.agent.cli.input.PemVariables;
import io.mysqlclone.agent.cli.input.TlsFiles;
import io.mysqlclone.agent.cli.input.Values;
import io.mysqlclone.mysql.ServerPublicKey;
import io.mysqlclone.mysql.TlsMode;
import io.mysqlclone.mysql.TlsOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the connection to the donor is protected. */
final class TlsFlags {
    @Option(
            names = "--tls-mode",
            paramLabel = "MODE",
            defaultValue = "verify-identity",
            converter = Values.DonorMode.class,
            completionCandidates = Candidates.DonorTlsModes.class,
            description = "verify-identity, verify-ca, required, preferred or disabled, as the MySQL client's"
                    + " --ssl-mode; or verify-fingerprint, for a donor that tells its own, as clone-agent serve does."
                    + " Only those that verify protect from somebody in the middle.")
    TlsMode mode = TlsMode.VERIFY_IDENTITY;

    @Option(
            names = "--tls-fingerprint",
            paramLabel = "SHA256",
            converter = Values.Fingerprint.class,
            description = "With --tls-mode verify-fingerprint: the SHA-256 of the donor's certificate, 64 hexadecimal"
                    + " digits, colons among them or not.")
    @Nullable
    String fingerprint;

    @Option(
            names = "--tls-ca",
            paramLabel = "FILE",
            description = "PEM file with the certificates to trust. Without it: those that the Java runtime trusts.")
    @Nullable
    Path ca;

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = "PEM file with this client's certificate, for an account that REQUIREs X509.")
    @Nullable
    Path certificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "PEM file with the key of --tls-cert.")
    @Nullable
    Path key;

    @Option(
            names = "--tls-crl",
            paramLabel = "FILE",
            description = "PEM file with revocation lists that the donor's certificate must not be on.")
    @Nullable
    Path crl;

    @Option(
            names = "--tls-ciphers",
            paramLabel = "LIST",
            split = "[,:]",
            hideParamSyntax = true,
            description = "Cipher suites to offer, IANA names, most wanted first; separated by commas.")
    List<String> ciphers = new ArrayList<>();

    @Option(
            names = "--tls-versions",
            paramLabel = "LIST",
            split = ",",
            hideParamSyntax = true,
            completionCandidates = Candidates.TlsVersions.class,
            description = "TLSv1.2, TLSv1.3 or both, separated by a comma. Without it: both.")
    List<String> versions = new ArrayList<>();

    @Option(
            names = "--server-public-key-path",
            paramLabel = "FILE",
            description = "PEM file with the donor's RSA public key (its public_key.pem), with which the password is"
                    + " encrypted where there is no TLS.")
    @Nullable
    Path serverPublicKey;

    @Option(
            names = "--get-server-public-key",
            defaultValue = "false",
            converter = Values.Switch.class,
            description =
                    "Without TLS, encrypt the password with whatever public key the donor sends, which somebody in"
                            + " the middle could have sent too.")
    boolean getServerPublicKey;

    /** With whose key the password is encrypted without TLS. */
    ServerPublicKey publicKey() {
        if (serverPublicKey != null) {
            return new ServerPublicKey.InFile(serverPublicKey);
        }
        return getServerPublicKey ? new ServerPublicKey.FromServer() : new ServerPublicKey.Refused();
    }

    /**
     * The options; what is not given as a file may be given as PEM text in a variable, for a container that cannot mount
     * a volume.
     */
    TlsOptions options(PemVariables variables) {
        return new TlsFiles("--tls", variables)
                .options(mode, ca, certificate, key, crl, ciphers, versions, Optional.ofNullable(fingerprint));
    }
}
