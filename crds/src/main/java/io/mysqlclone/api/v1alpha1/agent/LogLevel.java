package io.mysqlclone.api.v1alpha1.agent;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How much the agent writes into its log. */
public enum LogLevel {
    /** Steps, warnings and progress. */
    @JsonProperty("Info")
    INFO,

    /** Also what it says to the donor and why it decides as it does. */
    @JsonProperty("Debug")
    DEBUG
}
