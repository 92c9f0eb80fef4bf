package io.mysqlclone.agent.cli;

import java.util.Map;
import java.util.Optional;

/** What hands that know the {@code mysql} client type, and what it is called here. */
final class ClientOptions {
    private static final Map<String, String> MEANT = Map.ofEntries(
            Map.entry("--host", "--donor HOST[:PORT] is meant"),
            Map.entry("--port", "it is a part of --donor HOST:PORT"),
            Map.entry("-P", "it is a part of --donor HOST:PORT"),
            Map.entry("--socket", "--donor takes the absolute path of a socket too"),
            Map.entry("-S", "--donor takes the absolute path of a socket too"),
            Map.entry("-u", "--user NAME is meant"),
            Map.entry("--ssl", "--tls-mode MODE is meant"),
            Map.entry("--ssl-mode", "--tls-mode MODE is meant"),
            Map.entry("--ssl-ca", "--tls-ca FILE is meant"),
            Map.entry("--ssl-capath", "--tls-ca FILE is meant; one file can hold several certificates"),
            Map.entry("--ssl-cert", "--tls-cert FILE is meant"),
            Map.entry("--ssl-key", "--tls-key FILE is meant"),
            Map.entry("--ssl-crl", "--tls-crl FILE is meant"),
            Map.entry("--ssl-cipher", "--tls-ciphers LIST is meant, with the names of IANA"),
            Map.entry("--tls-version", "--tls-versions LIST is meant"),
            Map.entry("--datadir", "--data-dir DIR is meant"),
            Map.entry("--target-dir", "--data-dir DIR is meant"));

    private ClientOptions() {}

    /** What is to be said to whoever gives {@code option}, as a clause; empty when nobody knows it. */
    static Optional<String> meant(String option) {
        return Optional.ofNullable(
                MEANT.get(option.length() > 2 && !option.startsWith("--") ? option.substring(0, 2) : option));
    }
}
