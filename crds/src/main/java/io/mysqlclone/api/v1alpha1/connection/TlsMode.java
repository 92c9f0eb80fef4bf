package io.mysqlclone.api.v1alpha1.connection;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How much TLS a connection needs; the modes of the MySQL client's {@code --ssl-mode}, and a certificate that is known. */
public enum TlsMode {
    /** TLS, certificate and host name are checked. */
    @JsonProperty("VerifyIdentity")
    VERIFY_IDENTITY,

    /** TLS and the certificate are checked, the host name is not. */
    @JsonProperty("VerifyCA")
    VERIFY_CA,

    /** TLS, and the server's certificate is the one whose fingerprint is given. */
    @JsonProperty("VerifyFingerprint")
    VERIFY_FINGERPRINT,

    /** TLS, nothing is checked. */
    @JsonProperty("Required")
    REQUIRED,

    /** TLS when the server has it, nothing is checked. */
    @JsonProperty("Preferred")
    PREFERRED,

    /** Plaintext. */
    @JsonProperty("Disabled")
    DISABLED
}
