package io.mysqlclone.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Who decides when the recipient is restarted on its clone. */
public enum RestartPolicy {
    /** The operator, as soon as the clone is complete and verified. */
    @JsonProperty("Automatic")
    AUTOMATIC,

    /** A person, by the annotation {@link MySQLClone#APPROVE_RESTART}. */
    @JsonProperty("Manual")
    MANUAL
}
