package io.mysqlclone.api.v1alpha1.postclone;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.mysqlclone.api.v1alpha1.ApiObject;
import io.mysqlclone.api.v1alpha1.agent.Values;
import io.mysqlclone.api.v1alpha1.connection.CredentialsReference;
import io.mysqlclone.api.v1alpha1.connection.Host;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * SQL that is run on the recipient when its server has recovered on the clone, and before the clone is Ready.
 *
 * @param credentialsSecretRef the account of the recipient that runs it
 * @param recipientAddress where the recipient listens, host and port or the path of a socket; absent: found from its pod
 * @param scripts in the order in which they are run
 * @param writeToBinaryLog whether what they change goes into the recipient's binary log
 * @param failurePolicy what becomes of the clone when they have failed for the last time
 * @param timeout how long a run of all of them may take
 */
@ApiObject
public record PostClone(
        @Required
        @JsonPropertyDescription("Secret with the keys username and password of an account on the recipient, which"
                + " after the clone has the donor's accounts. It needs what the scripts do and, unless writeToBinaryLog is"
                + " true, SESSION_VARIABLES_ADMIN.")
        CredentialsReference credentialsSecretRef,

        @Size(min = 1, max = 253)
        @ValidationRule(value = Host.LISTENER_RULE, message = Host.LISTENER_MESSAGE)
        @JsonPropertyDescription(
                "Where the recipient's mysqld listens, as another container of its pod reaches it, such"
                        + " as 127.0.0.1:3307, [::1]:3306, or the path of its Unix socket in a volume of the pod. Default: from"
                        + " the arguments and variables of its container; 127.0.0.1:3306 where they do not tell.")
        @Nullable
        String recipientAddress,

        @Required
        @Size(min = 1, max = PostClone.MOST_SCRIPTS)
        @JsonPropertyDescription(
                "The scripts, at most 10 of at most 128 KiB each, for the mysql client. They are run in"
                        + " this order, each in a session of its own, up to the first statement that fails. A try that is made"
                        + " again begins with the first script, so each must be one that can be run twice.")
        List<Script> scripts,

        @Default("false")
        @JsonPropertyDescription("false: the scripts are run with sql_log_bin = 0, so that the recipient gets no"
                + " transactions that the donor does not have. true: for replicas that the recipient has.")
        Boolean writeToBinaryLog,

        @Default("Fail")
        @JsonPropertyDescription("When the tries that backoffLimit allows are over. Fail: the clone has failed, and is"
                + " never Ready. Ignore: it is Ready all the same, and the condition PostCloned stays False.")
        FailurePolicy failurePolicy,

        @Default(PostClone.TIMEOUT)
        @Size(min = 2, max = Values.DURATION_LENGTH)
        @Pattern(Values.DURATION)
        @ValidationRule(value = "duration(self) >= duration('10s')", message = "give at least 10s")
        @JsonPropertyDescription(
                "How long one try may take, from the login to the recipient until the last statement is"
                        + " done. A statement that runs then is killed.")
        String timeout) {

    static final String TIMEOUT = "1h";

    /** All of them together must fit into what Linux lets a process begin with, 2 MiB. */
    static final int MOST_SCRIPTS = 10;

    public PostClone {
        scripts = scripts == null ? List.of() : List.copyOf(scripts);
        if (writeToBinaryLog == null) {
            writeToBinaryLog = false;
        }
        if (failurePolicy == null) {
            failurePolicy = FailurePolicy.FAIL;
        }
        if (timeout == null) {
            timeout = TIMEOUT;
        }
    }

    /** {@code timeout} as a duration. */
    public Duration limit() {
        return Values.duration(timeout);
    }
}
