package io.mysqlclone.api.v1alpha1.schedule;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.mysqlclone.api.v1alpha1.ApiObject;
import io.mysqlclone.api.v1alpha1.MySQLCloneSpec;
import org.jspecify.annotations.Nullable;

/**
 * The MySQLClones that a schedule makes.
 *
 * @param metadata absent: none but the operator's own
 * @param spec of each of them; the name of a claim that is made for one gets the time at its end
 */
@ApiObject
public record CloneTemplate(
        @JsonPropertyDescription("Labels and annotations of each MySQLClone.") @Nullable
        TemplateMetadata metadata,

        @Required
        @JsonPropertyDescription(
                "Spec of each MySQLClone. With recipient.persistentVolumeClaim.template each copy has a claim of its own,"
                        + " named claimName-TIME; otherwise the same recipient is replaced each time.")
        MySQLCloneSpec spec) {

    /** {@link #metadata()}, empty when it was left out. */
    public TemplateMetadata ownMetadata() {
        return metadata == null ? TemplateMetadata.NONE : metadata;
    }
}
