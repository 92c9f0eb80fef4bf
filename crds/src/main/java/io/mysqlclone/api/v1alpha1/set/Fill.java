package io.mysqlclone.api.v1alpha1.set;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether members are filled that come later. */
public enum Fill {
    /** Those that are there when the set is looked at first. */
    @JsonProperty("Once")
    ONCE,

    /** Also those that the StatefulSet is scaled up to later. */
    @JsonProperty("NewOrdinals")
    NEW_ORDINALS
}
