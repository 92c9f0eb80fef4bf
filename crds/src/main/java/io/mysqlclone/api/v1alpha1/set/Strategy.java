package io.mysqlclone.api.v1alpha1.set;

import com.fasterxml.jackson.annotation.JsonProperty;

/** From whom the members are cloned. */
public enum Strategy {
    /** All of them from the donor. */
    @JsonProperty("Shared")
    SHARED,

    /** One from the donor, and the others from that one when it is Ready: the donor is read once. */
    @JsonProperty("Chain")
    CHAIN
}
