package io.mysqlclone.api.v1alpha1.recipient;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether data that the recipient has may be replaced. */
public enum Overwrite {
    /** A recipient with data of its own is refused. */
    @JsonProperty("Never")
    NEVER,

    /** It is replaced when the recipient has executed no transaction that the donor has not. */
    @JsonProperty("IfBehind")
    IF_BEHIND,

    /** The recipient's data is replaced, once the clone is complete. */
    @JsonProperty("Always")
    ALWAYS
}
