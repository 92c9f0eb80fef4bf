package io.mysqlclone.api.v1alpha1.set;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.mysqlclone.api.v1alpha1.ApiObject;
import io.mysqlclone.api.v1alpha1.MySQLCloneSpec;
import io.mysqlclone.api.v1alpha1.schedule.TemplateMetadata;
import org.jspecify.annotations.Nullable;

/**
 * The MySQLClones that a set makes.
 *
 * @param metadata absent: none but the operator's own
 * @param spec of each of them; its recipient names none, as each has its own
 */
@ApiObject
public record MemberTemplate(
        @JsonPropertyDescription("Labels and annotations of each MySQLClone.") @Nullable
        TemplateMetadata metadata,

        @Required
        @JsonPropertyDescription(
                "Spec of each MySQLClone. Its recipient has no pod, statefulSet or persistentVolumeClaim: that is the member.")
        MySQLCloneSpec spec) {

    /** {@link #metadata()}, empty when it was left out. */
    public TemplateMetadata ownMetadata() {
        return metadata == null ? TemplateMetadata.NONE : metadata;
    }
}
