package io.mysqlclone.api.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What has become of the data that the recipient had before the clone. */
public enum OldData {
    /** It is in the volume beside the clone, and can be put back. */
    @JsonProperty("Kept")
    KEPT,

    /** It was let go, when the recipient was Ready on the clone. */
    @JsonProperty("Removed")
    REMOVED
}
