package io.mysqlclone.api.v1alpha1.connection;

/** What the field {@code host} of a server may hold, as a rule of the schema. */
public final class Host {
    /** The longest. */
    public static final int MAX_LENGTH = 253;

    /** The rule. */
    public static final String RULE =
            "self.matches('^[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?[.]?$') || self.matches('^[0-9A-Fa-f.]*:[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*$')";

    /** What is said when it is broken. */
    public static final String MESSAGE =
            "give a host name, an IPv4 address, or an IPv6 address without brackets; the port has a field of its own";

    /** Where a server listens on its own host. */
    public static final String LISTENER_RULE =
            "self.matches('^(/.*[^/]|[A-Za-z0-9][A-Za-z0-9_.-]*(:[0-9]{1,5})?|\\\\[[0-9A-Fa-f:.]+\\\\](:[0-9]{1,5})?)$')";

    /** What is said when that is broken. */
    public static final String LISTENER_MESSAGE =
            "give HOST, HOST:PORT, [IPV6]:PORT, or the absolute path of a Unix socket";

    private Host() {}
}
