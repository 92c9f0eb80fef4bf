package io.mysqlclone.api.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.mysqlclone.api.v1alpha1.ApiObject;

/**
 * One check of a dry run.
 *
 * @param name short, such as {@code free space}
 * @param result {@code Passed}, {@code Warning}, {@code Failed}, or {@code Skipped} where something before it failed
 * @param message what was found, and what to do; shortened or empty where there was no room for it
 */
@ApiObject
public record PreflightCheck(
        @Required @JsonPropertyDescription("What was looked at, such as free space.")
        String name,

        @Required @JsonPropertyDescription("Passed, Warning, Failed, or Skipped where something before it failed.")
        String result,

        @JsonPropertyDescription("What was found, and what to do. Shortened or left out where there was no room,"
                + " as in a pod of many containers.")
        String message) {

    public PreflightCheck {
        message = message == null ? "" : message;
    }
}
