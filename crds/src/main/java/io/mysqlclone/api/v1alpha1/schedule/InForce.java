package io.mysqlclone.api.v1alpha1.schedule;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.mysqlclone.api.v1alpha1.ApiObject;
import java.time.Instant;

/**
 * The times that count. What came before {@code since} is nobody's omission: it was another schedule then, or it was suspended.
 *
 * @param schedule as in the spec
 * @param timeZone as in the spec
 * @param since since when, in whole seconds
 */
@ApiObject
public record InForce(
        @Required @JsonPropertyDescription("spec.schedule as it is counted by.")
        String schedule,

        @Required @JsonPropertyDescription("spec.timeZone as it is counted by.")
        String timeZone,

        @Required
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        @JsonPropertyDescription("Since when; for an earlier time no copy is made.")
        Instant since) {}
