package io.mysqlclone.mysql;

/**
 * How TLS is used and verified: the values of the MySQL client's {@code --ssl-mode}, with the same
 * meaning, and one more.
 */
public enum TlsMode {
    /** Never. */
    DISABLED,
    /** When the server offers it; the certificate is not verified. */
    PREFERRED,
    /** Always; the certificate is not verified. */
    REQUIRED,
    /** Always; the certificate must have the fingerprint that is known, whoever signed it. */
    VERIFY_FINGERPRINT,
    /** Always; the certificate must come from a trusted CA. */
    VERIFY_CA,
    /** Always; as {@link #VERIFY_CA}, and the certificate must be for the host that was connected to. */
    VERIFY_IDENTITY;

    /** Whether a connection without TLS is refused. */
    public boolean isMandatory() {
        return compareTo(REQUIRED) >= 0;
    }

    /** Whether the server's certificate chain is checked. */
    public boolean verifiesCertificate() {
        return compareTo(VERIFY_CA) >= 0;
    }
}
