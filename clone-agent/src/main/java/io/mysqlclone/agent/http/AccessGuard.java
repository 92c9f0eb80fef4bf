package io.mysqlclone.agent.http;

import com.sun.net.httpserver.Headers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Who may use the interface: the holder of a bearer token of which only the SHA-256 is known here, so that reading the
 * agent's environment gives nobody the right to cancel.
 */
public final class AccessGuard {
    private static final int SHA256_BYTES = 32;
    private static final String SCHEME = "bearer ";

    private final Optional<byte[]> tokenSha256;

    private AccessGuard(Optional<byte[]> tokenSha256) {
        this.tokenSha256 = tokenSha256;
    }

    /** Everybody who can connect; for an address that only this host can reach. */
    public static AccessGuard open() {
        return new AccessGuard(Optional.empty());
    }

    /**
     * The holder of the token with this hash.
     *
     * @param hex 64 hexadecimal digits
     * @throws IllegalArgumentException when {@code hex} is something else; completes the sentence "it must be ..."
     */
    public static AccessGuard ofTokenSha256(String hex) {
        var digits = hex.strip();
        if (!digits.matches("[0-9A-Fa-f]{" + 2 * SHA256_BYTES + "}")) {
            throw new IllegalArgumentException("the SHA-256 of the token as 64 hexadecimal digits");
        }
        return new AccessGuard(Optional.of(HexFormat.of().parseHex(digits)));
    }

    /** Whether anybody who can connect is let in. */
    public boolean isOpen() {
        return tokenSha256.isEmpty();
    }

    /** Whether a request with these headers is let in. */
    boolean admits(Headers headers) {
        if (tokenSha256.isEmpty()) {
            // without a token a page in a browser on this host could otherwise cancel the clone
            return !headers.containsKey("Origin");
        }
        var authorization = headers.getOrDefault("Authorization", List.of());
        if (authorization.size() != 1) {
            return false;
        }
        var value = authorization.getFirst();
        if (!value.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            return false;
        }
        var token = value.substring(SCHEME.length()).strip();
        return MessageDigest.isEqual(tokenSha256.get(), sha256(token));
    }

    private static byte[] sha256(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
