package io.mysqlclone.replica;

import io.mysqlclone.datadir.outcome.SnapshotPosition.LogPosition;
import io.mysqlclone.mysql.TlsMode;
import io.mysqlclone.mysql.TlsOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * {@code CHANGE REPLICATION SOURCE TO}. All options of the connection are given, because a channel that came with the
 * clone has those of the donor, with paths on the donor's host.
 */
final class SourceStatement {
    private final ReplicationRequest request;
    private final SourceFiles.Paths files;
    private final List<String> options = new ArrayList<>();

    private SourceStatement(ReplicationRequest request, SourceFiles.Paths files) {
        this.request = request;
        this.files = files;
        // First, so that a syntax error, which quotes what follows it, never quotes the password.
        text("SOURCE_USER", request.source().credentials().user());
        byte[] password = request.source().credentials().password().utf8();
        text("SOURCE_PASSWORD", new String(password, StandardCharsets.UTF_8));
    }

    /**
     * For a channel that does not exist, or has another source, or was reset.
     *
     * @param position where to begin; empty: where the GTID set ends
     */
    static String toBegin(ReplicationRequest request, SourceFiles.Paths files, Optional<LogPosition> position) {
        SourceStatement statement = new SourceStatement(request, files);
        statement.text("SOURCE_HOST", request.source().endpoint().host());
        statement.number("SOURCE_PORT", request.source().endpoint().port());
        statement.number("SOURCE_DELAY", 0);
        statement.number("SOURCE_AUTO_POSITION", position.isPresent() ? 0 : 1);
        position.ifPresent(log -> {
            statement.text("SOURCE_LOG_FILE", log.file());
            statement.number("SOURCE_LOG_POS", log.position());
        });
        return statement.finished();
    }

    /** For a channel that has this source already: it goes on where it is, which naming the source would make it forget. */
    static String toGoOn(ReplicationRequest request, SourceFiles.Paths files, boolean autoPosition) {
        SourceStatement statement = new SourceStatement(request, files);
        if (autoPosition) {
            statement.number("SOURCE_AUTO_POSITION", 1);
        }
        return statement.finished();
    }

    private String finished() {
        TlsOptions tls = request.source().tls();
        boolean encrypted = tls.mode() != TlsMode.DISABLED;
        text("SOURCE_BIND", "");
        number("GET_SOURCE_PUBLIC_KEY", !encrypted && request.source().getPublicKey() ? 1 : 0);
        number("SOURCE_SSL", encrypted ? 1 : 0);
        number("SOURCE_SSL_VERIFY_SERVER_CERT", tls.mode() == TlsMode.VERIFY_IDENTITY ? 1 : 0);
        text("SOURCE_SSL_CA", files.ca());
        text("SOURCE_SSL_CAPATH", "");
        text("SOURCE_SSL_CERT", files.certificate());
        text("SOURCE_SSL_KEY", files.key());
        text("SOURCE_SSL_CRL", files.crl());
        text("SOURCE_SSL_CRLPATH", "");
        text("SOURCE_SSL_CIPHER", CipherNames.openSslList(tls.ciphers()));
        String suites = CipherNames.tls13List(tls.ciphers());
        options.add("SOURCE_TLS_CIPHERSUITES = " + (suites.isEmpty() ? "NULL" : SqlText.quoted(suites)));
        text("SOURCE_TLS_VERSION", tls.versions().stream().sorted().collect(Collectors.joining(",")));
        return "CHANGE REPLICATION SOURCE TO " + String.join(", ", options) + SqlText.forChannel(request.channel());
    }

    private void text(String option, String value) {
        options.add(option + " = " + SqlText.quoted(value));
    }

    private void number(String option, long value) {
        options.add(option + " = " + value);
    }
}
