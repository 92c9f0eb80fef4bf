package io.mysqlclone.api.v1alpha1.donor;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which server of a StatefulSet is cloned. */
public enum DonorPolicy {
    /** The one of the given ordinal. */
    @JsonProperty("Ordinal")
    ORDINAL,

    /** A replica, never a source. */
    @JsonProperty("Replica")
    REPLICA,

    /** A replica where one can be cloned, else the source. */
    @JsonProperty("PreferReplica")
    PREFER_REPLICA
}
