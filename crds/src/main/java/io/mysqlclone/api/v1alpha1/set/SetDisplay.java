package io.mysqlclone.api.v1alpha1.set;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.mysqlclone.api.v1alpha1.ApiObject;

/**
 * For {@code kubectl get}.
 *
 * @param ready such as 3/4
 */
@ApiObject
public record SetDisplay(
        @JsonPropertyDescription("How many members of all are Ready, such as 3/4.")
        String ready) {}
