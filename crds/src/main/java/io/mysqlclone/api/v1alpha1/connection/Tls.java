package io.mysqlclone.api.v1alpha1.connection;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.mysqlclone.api.v1alpha1.ApiObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * TLS of a connection to a MySQL server.
 *
 * @param mode how much is checked
 * @param caSecretRef the certificates to trust; absent, with {@code caConfigMapRef}: those that the agent's Java
 *     runtime trusts
 * @param caConfigMapRef the same, in a ConfigMap
 * @param fingerprint of the server's certificate, with {@code VerifyFingerprint}
 * @param clientCertificateSecretRef a Secret of type {@code kubernetes.io/tls}
 * @param crlSecretRef revocation lists that the server's certificate must not be on
 * @param ciphers cipher suites to offer, most wanted first; empty: the runtime's choice
 * @param versions TLS versions to offer; empty: both
 */
@ApiObject
@ValidationRule(
        value = "self.mode != 'Disabled' || (!has(self.caSecretRef) && !has(self.caConfigMapRef)"
                + " && !has(self.clientCertificateSecretRef)"
                + " && !has(self.crlSecretRef) && !has(self.ciphers) && !has(self.versions)"
                + " && !has(self.fingerprint))",
        message = "mode Disabled sends everything in plaintext and uses no certificates, ciphers or versions:"
                + " remove the other fields of tls, or choose another mode")
@ValidationRule(
        value = "!(self.mode in ['Required', 'Preferred']) || (!has(self.caSecretRef) && !has(self.caConfigMapRef)"
                + " && !has(self.crlSecretRef))",
        message = "modes Required and Preferred do not check the server's certificate:"
                + " choose VerifyIdentity or VerifyCA, or remove caSecretRef, caConfigMapRef and crlSecretRef")
@ValidationRule(
        value = "(has(self.mode) && self.mode == 'VerifyFingerprint') == has(self.fingerprint)",
        message = "mode VerifyFingerprint and fingerprint go together: give both, or neither")
@ValidationRule(
        value = "self.mode != 'VerifyFingerprint' || (!has(self.caSecretRef) && !has(self.caConfigMapRef)"
                + " && !has(self.crlSecretRef))",
        message = "mode VerifyFingerprint takes one certificate, whoever has issued it: remove caSecretRef,"
                + " caConfigMapRef and crlSecretRef")
@ValidationRule(
        value = "!has(self.caSecretRef) || !has(self.caConfigMapRef)",
        message = "certificates to trust are in one place: give caSecretRef or caConfigMapRef, not both")
public record Tls(
        @Default("VerifyIdentity")
        @JsonPropertyDescription("How much TLS the connection needs, as the MySQL client's --ssl-mode."
                + " VerifyIdentity: the server's certificate is checked and must be for the host that is"
                + " named. VerifyCA: the certificate is checked, its host name is not; needed for the"
                + " certificates that mysqld makes for itself. VerifyFingerprint: the certificate must be the one of"
                + " fingerprint; for clone-agent serve, which makes its own. Required: encrypted, but anybody may answer."
                + " Preferred: encrypted when the server can. Disabled: plaintext.")
        TlsMode mode,

        @JsonPropertyDescription(
                "Certificates to trust. Without it the well-known authorities of the agent's image" + " are trusted.")
        @Nullable
        CaSecretReference caSecretRef,

        @JsonPropertyDescription("The same as caSecretRef, in a ConfigMap, as trust-manager makes them.") @Nullable
        CaConfigMapReference caConfigMapRef,

        @Size(min = 64, max = 95)
        @Pattern("^([0-9A-Fa-f]{64}|[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){31})$")
        @JsonPropertyDescription("With mode VerifyFingerprint: the SHA-256 of the server's certificate, 64 hexadecimal"
                + " digits, with or without colons, as clone-agent serve prints it. The certificate that serve makes itself"
                + " is another one after each start.")
        @Nullable
        String fingerprint,

        @JsonPropertyDescription("Secret of type kubernetes.io/tls (keys tls.crt and tls.key) with the certificate to"
                + " show to the server, for an account that REQUIREs X509.")
        @Nullable
        SecretReference clientCertificateSecretRef,

        @JsonPropertyDescription("Revocation lists that the server's certificate must not be on.") @Nullable
        CrlSecretReference crlSecretRef,

        @Size(min = 1, max = 64)
        @JsonPropertyDescription("Cipher suites to offer, IANA names, most wanted first. Default: what the"
                + " agent's Java runtime offers.")
        List<@Size(min = 1, max = 64) @Pattern("^[A-Z0-9_]+$") String> ciphers,

        @Size(min = 1, max = 2) @JsonPropertyDescription("TLS versions to offer. Default: both.")
        List<TlsVersion> versions) {

    /** What is used where nothing is said: certificate and host name are checked against well-known authorities. */
    public static final Tls DEFAULT =
            new Tls(TlsMode.VERIFY_IDENTITY, null, null, null, null, null, List.of(), List.of());

    /** For one certificate alone, whoever has issued it. */
    public static Tls pinned(String fingerprint) {
        return new Tls(TlsMode.VERIFY_FINGERPRINT, null, null, fingerprint, null, null, List.of(), List.of());
    }

    public Tls {
        if (mode == null) {
            mode = TlsMode.VERIFY_IDENTITY;
        }
        ciphers = ciphers == null ? List.of() : List.copyOf(ciphers);
        versions = versions == null ? List.of() : List.copyOf(versions);
    }
}
