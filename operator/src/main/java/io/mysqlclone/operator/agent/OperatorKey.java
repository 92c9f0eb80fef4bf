package io.mysqlclone.operator.agent;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The operator's secret, from which the bearer token of every agent run is derived, so that no token is stored anywhere.
 * An agent is given the token's SHA-256 only: who can read its pod cannot command it.
 */
public final class OperatorKey {

    /** Shorter keys could be found by trying. */
    private static final int MINIMUM_BYTES = 16;

    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    /**
     * @param key at least 16 bytes
     * @throws IllegalArgumentException when it is shorter
     */
    public OperatorKey(byte[] key) {
        if (key.length < MINIMUM_BYTES) {
            throw new IllegalArgumentException(
                    "the operator's key has " + key.length + " bytes, at least " + MINIMUM_BYTES + " are needed");
        }
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /** The token of a clone's run: 64 hexadecimal digits. */
    public String token(String cloneUid, int run) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal((cloneUid + ":" + run).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has " + ALGORITHM, e);
        }
    }

    /** What the agent is given of that token: its SHA-256, 64 hexadecimal digits. */
    public String tokenSha256(String cloneUid, int run) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(token(cloneUid, run).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
