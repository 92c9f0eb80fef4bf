package io.mysqlclone.mysql.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.mysql.TlsMode;
import io.mysqlclone.mysql.TlsOptions;
import io.mysqlclone.mysql.TlsVerificationException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that openssl made; the script beside them says how. */
final class PemTest {
    private static final String CRL = "holds no PEM certificate revocation list";

    @TempDir
    private Path scratch = Path.of("");

    private static Path file(String name) {
        URL resource = Objects.requireNonNull(PemTest.class.getResource("/pem/" + name));
        try {
            return Path.of(resource.toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ec-sec1-with-parameters, SHA256withECDSA",
        "ec-sec1, SHA384withECDSA",
        "ec-pkcs8, SHA256withECDSA",
        "ed25519-pkcs8, Ed25519",
        "rsa-pkcs8, SHA256withRSA",
        "rsa-pkcs1, SHA256withRSA"
    })
    void aKeySignsForItsCertificateWhateverItsForm(String name, String algorithm) throws Exception {
        PrivateKey key = Pem.privateKey(file(name + ".key"));

        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(new byte[100]);
        byte[] signed = signature.sign();

        signature.initVerify(Pem.certificates(file(name + ".pem")).getFirst());
        signature.update(new byte[100]);
        assertThat(signature.verify(signed)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"encrypted-pkcs8.key", "encrypted-pkcs1.key", "encrypted-sec1.key"})
    void anEncryptedKeyIsToldAsSuch(String name) {
        String sentence = "the private key in " + file(name)
                + " is encrypted, and nobody is there to give its passphrase: decrypt it with 'openssl pkey'";
        assertThatThrownBy(() -> Pem.privateKey(file(name)))
                .isInstanceOf(GeneralSecurityException.class)
                .hasMessage(sentence);
        assertThatThrownBy(() -> Pem.requirePrivateKey(file(name))).hasMessage(sentence);
    }

    @Test
    void aCurveWithoutANameIsTold() {
        assertThatThrownBy(() -> Pem.privateKey(file("ec-sec1-explicit.key")))
                .hasMessageContaining("ec-sec1-explicit.key")
                .hasMessageContaining("does not name its curve");
    }

    @Test
    void aFileWithoutAKeyIsTold() {
        assertThatThrownBy(() -> Pem.privateKey(file("ca.pem"))).hasMessageContaining("holds no PEM private key");
    }

    @Test
    void aSec1KeyCutOffAnywhereIsRefusedCleanly() throws Exception {
        String pem = Files.readString(file("ec-sec1.key"));
        byte[] der = Base64.getMimeDecoder()
                .decode(pem.replace("-----BEGIN EC PRIVATE KEY-----", "")
                        .replace("-----END EC PRIVATE KEY-----", "")
                        .strip());
        assertThat(PrivateKeys.sec1(der).getAlgorithm()).isEqualTo("EC");
        for (int length = 0; length < der.length; length++) {
            byte[] cut = Arrays.copyOf(der, length);
            assertThatThrownBy(() -> PrivateKeys.sec1(cut)).isInstanceOf(GeneralSecurityException.class);
        }
    }

    /** What mysqld's own files end in, what editors and people leave, in encodings of their own. */
    @Test
    void whatStandsAroundTheBlocksDoesNotMatter() throws Exception {
        byte[] one = Files.readAllBytes(file("ca.pem"));
        byte[] other =
                Files.readString(file("ec-pkcs8.pem")).replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF});
        content.writeBytes(
                "# f\u00FCr alle -- von Hand\r\nCertificate:\n    Data:\n".getBytes(StandardCharsets.ISO_8859_1));
        content.writeBytes(one);
        content.writeBytes("\n \t\n----- not a block -----\n".getBytes(StandardCharsets.US_ASCII));
        content.writeBytes(other);
        content.writeBytes(Files.readAllBytes(file("ec-pkcs8.key")));
        content.writeBytes(new byte[] {'\n', ' ', 0, 0, 0});
        Path file = Files.write(scratch.resolve("many.pem"), content.toByteArray());

        assertThat(Pem.certificates(file))
                .containsExactly(
                        Pem.certificates(file("ca.pem")).getFirst(),
                        Pem.certificates(file("ec-pkcs8.pem")).getFirst());
        assertThat(Pem.privateKey(file).getAlgorithm()).isEqualTo("EC");
        assertThatThrownBy(() -> Pem.revocationLists(file)).hasMessageContaining(CRL);
    }

    @Test
    void filesForAnotherProgramAreOnlyAskedWhatTheyAre() throws Exception {
        TlsUpgrade.requireUsable(options("ca.pem", "ec-pkcs8.pem", "ec-sec1-explicit.key"));
        assertThatThrownBy(() -> TlsUpgrade.requireUsable(options("ca.pem", "ec-pkcs8.pem", "encrypted-pkcs8.key")))
                .isInstanceOf(TlsVerificationException.class)
                .hasMessageContaining("is encrypted");
        assertThatThrownBy(() -> TlsUpgrade.requireUsable(options("ec-pkcs8.key", "ec-pkcs8.pem", "ec-pkcs8.key")))
                .isInstanceOf(TlsVerificationException.class)
                .hasMessageContaining("holds no PEM certificate");
        assertThatThrownBy(() -> TlsUpgrade.requireUsable(new TlsOptions(
                        TlsMode.VERIFY_CA,
                        Optional.of(scratch.resolve("missing.pem")),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        List.of())))
                .isInstanceOf(TlsVerificationException.class)
                .hasCauseInstanceOf(IOException.class)
                .hasMessageContaining("missing.pem");
    }

    private static TlsOptions options(String ca, String certificate, String key) {
        return new TlsOptions(
                TlsMode.VERIFY_CA,
                Optional.of(file(ca)),
                Optional.of(file(certificate)),
                Optional.of(file(key)),
                Optional.empty(),
                List.of(),
                List.of());
    }
}
