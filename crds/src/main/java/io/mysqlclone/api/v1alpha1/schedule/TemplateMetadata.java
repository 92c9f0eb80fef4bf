package io.mysqlclone.api.v1alpha1.schedule;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.mysqlclone.api.v1alpha1.ApiObject;
import java.util.Map;

/**
 * Metadata of the MySQLClones that a schedule makes.
 *
 * @param labels besides the operator's own
 * @param annotations besides the operator's own
 */
@ApiObject
@ValidationRule(
        value = "(!has(self.labels) || self.labels.all(key, !key.startsWith('mysqlclone.io/')))"
                + " && (!has(self.annotations) || self.annotations.all(key, !key.startsWith('mysqlclone.io/')))",
        message = "labels and annotations that begin with mysqlclone.io/ are the operator's own: remove them")
public record TemplateMetadata(
        @Size(max = 64) @JsonPropertyDescription("Labels of each MySQLClone.")
        Map<String, @Size(max = 63) String> labels,

        @Size(max = 64) @JsonPropertyDescription("Annotations of each MySQLClone.")
        Map<String, @Size(max = 4096) String> annotations) {

    /** None of both. */
    public static final TemplateMetadata NONE = new TemplateMetadata(Map.of(), Map.of());

    public TemplateMetadata {
        labels = labels == null ? Map.of() : Map.copyOf(labels);
        annotations = annotations == null ? Map.of() : Map.copyOf(annotations);
    }
}
