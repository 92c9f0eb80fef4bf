package io.mysqlclone.api.v1alpha1.postclone;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What becomes of a clone whose scripts have failed for the last time; the words are those of admission webhooks. */
public enum FailurePolicy {
    /** It has failed, and never is Ready. */
    @JsonProperty("Fail")
    FAIL,

    /** It goes on, and is Ready in the end. */
    @JsonProperty("Ignore")
    IGNORE
}
