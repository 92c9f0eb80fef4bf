package io.mysqlclone.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether events run on the clone. Not "Off", which is a boolean in YAML. */
public enum EventScheduler {
    /** As the recipient's server is configured; on by mysqld's default. */
    @JsonProperty("AsConfigured")
    AS_CONFIGURED,

    /** None from the first moment on, until somebody switches it on. */
    @JsonProperty("Stopped")
    STOPPED
}
