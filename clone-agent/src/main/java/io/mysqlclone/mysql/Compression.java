package io.mysqlclone.mysql;

/** Compression of the whole protocol, below the packets. */
public enum Compression {
    /** None. */
    NONE,
    /** {@code CLIENT_COMPRESS}. */
    ZLIB,
    /** {@code CLIENT_ZSTD_COMPRESSION_ALGORITHM}. */
    ZSTD
}
