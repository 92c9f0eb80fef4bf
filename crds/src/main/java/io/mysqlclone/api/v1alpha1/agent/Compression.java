package io.mysqlclone.api.v1alpha1.agent;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Compression of the classic protocol between donor and agent. */
public enum Compression {
    /** No compression. */
    @JsonProperty("None")
    NONE,

    /** zlib. */
    @JsonProperty("Zlib")
    ZLIB,

    /** Zstandard. */
    @JsonProperty("Zstd")
    ZSTD
}
