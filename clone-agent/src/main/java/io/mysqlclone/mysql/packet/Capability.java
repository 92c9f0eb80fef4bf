package io.mysqlclone.mysql.packet;

/** Capability flags of the classic protocol ({@code CLIENT_...} in MySQL), as masks. */
public final class Capability {
    public static final long LONG_PASSWORD = 1;
    public static final long LONG_FLAG = 1L << 2;
    public static final long CONNECT_WITH_DB = 1L << 3;
    public static final long COMPRESS = 1L << 5;
    public static final long PROTOCOL_41 = 1L << 9;
    public static final long SSL = 1L << 11;
    public static final long TRANSACTIONS = 1L << 13;
    public static final long SECURE_CONNECTION = 1L << 15;
    public static final long PLUGIN_AUTH = 1L << 19;
    public static final long CONNECT_ATTRS = 1L << 20;
    public static final long PLUGIN_AUTH_LENENC = 1L << 21;
    public static final long DEPRECATE_EOF = 1L << 24;
    public static final long ZSTD_COMPRESSION = 1L << 26;
    /** Without it a server answers an account of several factors with 1045, as it does a wrong password. */
    public static final long MULTI_FACTOR = 1L << 28;

    /** Without these there is no authentication by plugin; every server that can clone has them. */
    public static final long NEEDED = PROTOCOL_41 | SECURE_CONNECTION | PLUGIN_AUTH | PLUGIN_AUTH_LENENC;

    /** Asked for when the server has them. */
    public static final long WANTED =
            NEEDED | LONG_PASSWORD | LONG_FLAG | TRANSACTIONS | CONNECT_ATTRS | DEPRECATE_EOF | MULTI_FACTOR;

    private Capability() {}

    /** Whether all flags of {@code mask} are set. */
    public static boolean has(long capabilities, long mask) {
        return (capabilities & mask) == mask;
    }
}
