package io.mysqlclone.api.v1alpha1.donor;

import com.fasterxml.jackson.annotation.JsonProperty;

/** From which namespaces a donor may be used, in the words of the Gateway API. */
public enum From {
    /** Its own. */
    @JsonProperty("Same")
    SAME,

    /** All. */
    @JsonProperty("All")
    ALL,

    /** Those whose labels a selector selects. */
    @JsonProperty("Selector")
    SELECTOR
}
