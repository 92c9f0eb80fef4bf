package io.mysqlclone.protocol;

/**
 * A clone protocol version. The donor answers with the lower of the recipient's wish and its own.
 *
 * @param code the number on the wire, 0 to 0xFFFF; real donors echo numbers below {@link #V1}
 */
public record ProtocolVersion(int code) implements Comparable<ProtocolVersion> {
    /** First version: plugins by name only. */
    public static final ProtocolVersion V1 = new ProtocolVersion(0x0100);

    /** Plugins come with their shared object. */
    public static final ProtocolVersion V2 = new ProtocolVersion(0x0101);

    /** Adds {@code clone_donor_timeout_after_network_failure}. */
    public static final ProtocolVersion V3 = new ProtocolVersion(0x0102);

    /** Adds version and maturity of the donor as JSON; MySQL 9.7. */
    public static final ProtocolVersion V4 = new ProtocolVersion(0x0103);

    static final int MAX_CODE = 0xFFFF;

    public ProtocolVersion {
        if (code < 0 || code > MAX_CODE) {
            throw new IllegalArgumentException("protocol version " + code + " is not within 0 to " + MAX_CODE);
        }
    }

    @Override
    public int compareTo(ProtocolVersion other) {
        return Integer.compare(code, other.code);
    }

    /** For example {@code V4 (0x0103)}; a number without a name reads {@code 0x0042}. */
    @Override
    public String toString() {
        String hex = String.format("0x%04x", code);
        return code >= V1.code && code <= V4.code ? "V" + (code - V1.code + 1) + " (" + hex + ")" : hex;
    }
}
