package io.mysqlclone.replica;

import java.util.List;
import java.util.stream.Collectors;

/** Cipher suites by the names that mysqld takes: those of OpenSSL for TLS 1.2, those of IANA for TLS 1.3. */
final class CipherNames {
    private CipherNames() {}

    /** The suites of TLS 1.2 among {@code ianaNames}, separated by colons. */
    static String openSslList(List<String> ianaNames) {
        return ianaNames.stream()
                .filter(name -> !isTls13(name))
                .map(CipherNames::openSsl)
                .collect(Collectors.joining(":"));
    }

    /** The suites of TLS 1.3 among {@code ianaNames}, separated by colons. */
    static String tls13List(List<String> ianaNames) {
        return ianaNames.stream().filter(CipherNames::isTls13).collect(Collectors.joining(":"));
    }

    /** Suites of TLS 1.3 do not name a key exchange. */
    private static boolean isTls13(String ianaName) {
        return ianaName.startsWith("TLS_") && !ianaName.contains("_WITH_");
    }

    /** Such as {@code ECDHE-RSA-AES128-GCM-SHA256}; what is not an IANA name is taken for one of OpenSSL's. */
    private static String openSsl(String ianaName) {
        if (!ianaName.startsWith("TLS_")) {
            return ianaName;
        }
        return ianaName.substring("TLS_".length())
                .replaceFirst("^RSA_WITH_", "")
                .replace("_WITH_", "_")
                .replaceFirst("AES_(128|256)", "AES$1")
                .replace("_CBC", "")
                .replace("CHACHA20_POLY1305_SHA256", "CHACHA20_POLY1305")
                .replace('_', '-');
    }
}
