package io.mysqlclone.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What is done with donor and recipient. */
public enum Mode {
    /** The recipient becomes a copy of the donor. */
    @JsonProperty("Clone")
    CLONE,

    /** All that would keep it from that is looked for and told; nothing is copied, made or restarted. */
    @JsonProperty("Preflight")
    PREFLIGHT
}
