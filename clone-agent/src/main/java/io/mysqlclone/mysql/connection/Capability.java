package io.mysqlclone.mysql.connection;

/** Capability flags of the classic protocol ({@code CLIENT_...} in MySQL), as masks. */
final class Capability {
    static final long LONG_PASSWORD = 1;
    static final long LONG_FLAG = 1L << 2;
    static final long COMPRESS = 1L << 5;
    static final long PROTOCOL_41 = 1L << 9;
    static final long SSL = 1L << 11;
    static final long TRANSACTIONS = 1L << 13;
    static final long SECURE_CONNECTION = 1L << 15;
    static final long PLUGIN_AUTH = 1L << 19;
    static final long CONNECT_ATTRS = 1L << 20;
    static final long PLUGIN_AUTH_LENENC = 1L << 21;
    static final long DEPRECATE_EOF = 1L << 24;
    static final long ZSTD_COMPRESSION = 1L << 26;
    /** Without it a server answers an account of several factors with 1045, as it does a wrong password. */
    static final long MULTI_FACTOR = 1L << 28;

    /** Without these there is no authentication by plugin; every server that can clone has them. */
    static final long NEEDED = PROTOCOL_41 | SECURE_CONNECTION | PLUGIN_AUTH | PLUGIN_AUTH_LENENC;

    /** Asked for when the server has them. */
    static final long WANTED =
            NEEDED | LONG_PASSWORD | LONG_FLAG | TRANSACTIONS | CONNECT_ATTRS | DEPRECATE_EOF | MULTI_FACTOR;

    private Capability() {}

    static boolean has(long capabilities, long mask) {
        return (capabilities & mask) == mask;
    }
}
