package io.mysqlclone.api.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.mysqlclone.api.v1alpha1.ApiObject;

/**
 * What a clone waits for its turn at.
 *
 * @param waitsFor what others have
 * @param position how many come first; 1: it is next
 */
@ApiObject
public record Queue(
        @Required @JsonPropertyDescription("What another clone has: Donor or Volume.")
        WaitsFor waitsFor,

        @Required
        @Min(1)
        @JsonPropertyDescription("How many clones come first, the one that is served among them; 1: it is next.")
        int position) {

    /** What one clone has at a time. */
    public enum WaitsFor {
        /** The donor. */
        @JsonProperty("Donor")
        DONOR,
        /** The recipient's volume. */
        @JsonProperty("Volume")
        VOLUME
    }
}
