package io.mysqlclone.agent.cli.input;

import io.mysqlclone.agent.report.Failure;
import io.mysqlclone.agent.report.FailureException;
import io.mysqlclone.mysql.TlsMode;
import io.mysqlclone.mysql.TlsOptions;
import io.mysqlclone.mysql.TlsVerificationException;
import io.mysqlclone.mysql.tls.TlsUpgrade;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The PEM files of one connection's TLS: given as files, or as text in variables.
 *
 * @param prefix what the flags begin with, such as {@code --tls}
 */
public record TlsFiles(String prefix, PemVariables variables) {

    /** The options, with every file either given or standing for a variable. */
    public TlsOptions options(
            TlsMode mode,
            @Nullable Path ca,
            @Nullable Path certificate,
            @Nullable Path key,
            @Nullable Path crl,
            List<String> ciphers,
            List<String> versions,
            Optional<String> fingerprint) {
        try {
            var options = new TlsOptions(
                    mode,
                    file(ca, "-ca"),
                    file(certificate, "-cert"),
                    file(key, "-key"),
                    file(crl, "-crl"),
                    ciphers,
                    versions,
                    fingerprint);
            TlsUpgrade.requireUsable(options);
            return options;
        } catch (TlsVerificationException unusable) {
            throw new FailureException(Failure.tlsFiles(unusable.problem()));
        } catch (IllegalArgumentException contradiction) {
            throw new FailureException(Failure.usage(
                    "the " + prefix + "-... flags contradict each other: " + contradiction.getMessage() + "."));
        }
    }

    private Optional<Path> file(@Nullable Path given, String suffix) {
        var flag = prefix + suffix;
        if (given == null) {
            return variables.file(flag);
        }
        if (!Files.isReadable(given)) {
            throw new FailureException(
                    Failure.usage(flag + " is \"" + given + "\"; it must be a PEM file that can be read."));
        }
        return Optional.of(given);
    }
}
