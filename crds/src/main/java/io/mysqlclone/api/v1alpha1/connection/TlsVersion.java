package io.mysqlclone.api.v1alpha1.connection;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A version of TLS, spelled as in MySQL's {@code tls_version}. */
public enum TlsVersion {
    /** TLS 1.2. */
    @JsonProperty("TLSv1.2")
    TLS_1_2("TLSv1.2"),

    /** TLS 1.3. */
    @JsonProperty("TLSv1.3")
    TLS_1_3("TLSv1.3");

    private final String mysqlName;

    TlsVersion(String mysqlName) {
        this.mysqlName = mysqlName;
    }

    /** The name that MySQL and the agent know it by. */
    public String mysqlName() {
        return mysqlName;
    }
}
