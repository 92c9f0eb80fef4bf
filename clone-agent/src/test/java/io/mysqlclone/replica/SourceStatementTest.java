package io.mysqlclone.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.datadir.outcome.SnapshotPosition.LogPosition;
import io.mysqlclone.mysql.Compression;
import io.mysqlclone.mysql.ConnectionOptions;
import io.mysqlclone.mysql.Credentials;
import io.mysqlclone.mysql.Endpoint;
import io.mysqlclone.mysql.Secret;
import io.mysqlclone.mysql.TlsMode;
import io.mysqlclone.mysql.TlsOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceStatementTest {
    private static final SourceFiles.Paths NO_FILES = new SourceFiles.Paths("", "", "", "");

    @Test
    void beginsByGtidsAndOverridesWhatCameWithTheClone() {
        var files = new SourceFiles.Paths("/data/ca.pem", "/data/cert.pem", "/data/key.pem", "");
        assertThat(SourceStatement.toBegin(request(TlsMode.VERIFY_IDENTITY, "ch", "pw"), files, Optional.empty()))
                .isEqualTo("CHANGE REPLICATION SOURCE TO SOURCE_USER = 'repl', SOURCE_PASSWORD = 'pw',"
                        + " SOURCE_HOST = 'db1', SOURCE_PORT = 3307, SOURCE_DELAY = 0, SOURCE_AUTO_POSITION = 1,"
                        + " SOURCE_BIND = '', GET_SOURCE_PUBLIC_KEY = 0, SOURCE_SSL = 1,"
                        + " SOURCE_SSL_VERIFY_SERVER_CERT = 1, SOURCE_SSL_CA = '/data/ca.pem', SOURCE_SSL_CAPATH = '',"
                        + " SOURCE_SSL_CERT = '/data/cert.pem', SOURCE_SSL_KEY = '/data/key.pem', SOURCE_SSL_CRL = '',"
                        + " SOURCE_SSL_CRLPATH = '', SOURCE_SSL_CIPHER = 'ECDHE-RSA-AES128-GCM-SHA256',"
                        + " SOURCE_TLS_CIPHERSUITES = 'TLS_AES_256_GCM_SHA384', SOURCE_TLS_VERSION = 'TLSv1.2,TLSv1.3'"
                        + " FOR CHANNEL 'ch'");
    }

    @Test
    void beginsAtAPositionWithoutGtids() {
        assertThat(SourceStatement.toBegin(
                        request(TlsMode.DISABLED, "", "pw", true),
                        NO_FILES,
                        Optional.of(new LogPosition("binlog.000002", 157))))
                .contains("SOURCE_AUTO_POSITION = 0, SOURCE_LOG_FILE = 'binlog.000002', SOURCE_LOG_POS = 157")
                .contains("GET_SOURCE_PUBLIC_KEY = 1, SOURCE_SSL = 0, SOURCE_SSL_VERIFY_SERVER_CERT = 0")
                .endsWith(" FOR CHANNEL ''");
    }

    /** Naming host, port, log or position would make the channel forget where it is. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void goesOnWithoutNamingTheSource(boolean autoPosition) {
        assertThat(SourceStatement.toGoOn(request(TlsMode.REQUIRED, "", "pw"), NO_FILES, autoPosition))
                .doesNotContain("SOURCE_HOST", "SOURCE_PORT", "SOURCE_LOG", "SOURCE_DELAY")
                .contains("SOURCE_SSL = 1, SOURCE_SSL_VERIFY_SERVER_CERT = 0");
    }

    @Test
    void aPasswordStaysInItsQuotes() {
        String statement = SourceStatement.toBegin(
                request(TlsMode.DISABLED, "", "a'b\\c\0d\n', SOURCE_HOST = 'evil"), NO_FILES, Optional.empty());
        assertThat(statement)
                .contains("SOURCE_PASSWORD = 'a\\'b\\\\c\\0d\\n\\', SOURCE_HOST = \\'evil', SOURCE_HOST = 'db1'");
    }

    @ParameterizedTest
    @CsvSource({
        "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, ECDHE-RSA-AES256-GCM-SHA384",
        "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, ECDHE-ECDSA-CHACHA20-POLY1305",
        "TLS_DHE_RSA_WITH_AES_128_CBC_SHA256, DHE-RSA-AES128-SHA256",
        "TLS_RSA_WITH_AES_128_GCM_SHA256, AES128-GCM-SHA256",
        "ECDHE-RSA-AES128-GCM-SHA256, ECDHE-RSA-AES128-GCM-SHA256"
    })
    void ciphersHaveTheNamesOfOpenSsl(String iana, String openSsl) {
        assertThat(CipherNames.openSslList(List.of(iana))).isEqualTo(openSsl);
        assertThat(CipherNames.tls13List(List.of(iana))).isEmpty();
    }

    @Test
    void theModeThatReplicationDoesNotHaveIsRefused() {
        assertThatThrownBy(() -> request(TlsMode.PREFERRED, "", "pw"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("preferred");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a'b", "group_replication_applier", "ä"})
    void channelsThatMysqlKeepsOrFilesCannotBeNamedAfterAreRefused(String channel) {
        assertThatThrownBy(() -> request(TlsMode.REQUIRED, channel, "pw"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("channel");
    }

    @Test
    void aKeyThatNobodyVouchesForIsTakenOnRequestOnlyAndNotUnderTls() {
        assertThat(SourceStatement.toBegin(request(TlsMode.DISABLED, "", "pw"), NO_FILES, Optional.empty()))
                .contains("GET_SOURCE_PUBLIC_KEY = 0");
        assertThat(SourceStatement.toBegin(request(TlsMode.REQUIRED, "", "pw", true), NO_FILES, Optional.empty()))
                .contains("GET_SOURCE_PUBLIC_KEY = 0");
    }

    private static ReplicationRequest request(TlsMode mode, String channel, String password) {
        return request(mode, channel, password, false);
    }

    private static ReplicationRequest request(TlsMode mode, String channel, String password, boolean getPublicKey) {
        var credentials = new Credentials("repl", Secret.of(password));
        var tls = mode == TlsMode.VERIFY_IDENTITY
                ? new TlsOptions(
                        mode,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of("TLS_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"),
                        List.of("TLSv1.3", "TLSv1.2"))
                : TlsOptions.of(mode);
        var recipient = new ConnectionOptions(
                new Endpoint.Tcp("127.0.0.1", 3306),
                credentials,
                TlsOptions.of(TlsMode.PREFERRED),
                Compression.NONE,
                Duration.ofSeconds(1));
        return new ReplicationRequest(
                recipient,
                Path.of("/data"),
                new ReplicationRequest.Source(new Endpoint.Tcp("db1", 3307), credentials, tls, getPublicKey),
                channel,
                Optional.empty(),
                true);
    }
}
