package io.mysqlclone.operator;

import com.fasterxml.jackson.core.type.TypeReference;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

/** What agents say, as the tests of clone-agent hold it. */
final class Words {

    static final String REPLICATES = "{\"type\":\"replication\",\"exitCode\":0,\"state\":\"Recovered\","
            + "\"gtidExecuted\":\"a:1-5\",\"gtidTruncated\":true,\"channel\":\"\",\"source\":\"mysql-0.mysql:3306\",\"lagSeconds\":0.0}";

    static final String SCRIPTS = "{\"type\":\"scripts\",\"exitCode\":0,\"scripts\":2,\"statements\":8,"
            + "\"message\":\"2 scripts with 8 statements were run on the recipient, outside of its binary log.\"}";

    static final String SCRIPT_FAILED = "{\"type\":\"failure\",\"exitCode\":4,\"kind\":\"ScriptFailed\","
            + "\"cause\":\"StatementFailed\",\"mysqlError\":1146,\"message\":\"Script key mask.sql of ConfigMap scripts,"
            + " statement 3 (line 5), failed with error 1146 (42S02): Table 'shop.users' doesn't exist.\"}";

    /** Of an agent that is ready to put a clone in place. */
    static final String WAITING_FOR_STOP = "{\"state\":\"WaitingForStop\"}";

    static final String COMMITTED =
            "{\"type\":\"committed\",\"exitCode\":0,\"alreadyCommitted\":false,\"message\":\"It is in place.\"}";

    static final String ROLLED_BACK = "{\"type\":\"rolledBack\",\"exitCode\":0,\"message\":\"The old data is back.\"}";

    static final String FINISHED =
            "{\"type\":\"finished\",\"exitCode\":0,\"removedBytes\":4096,\"message\":\"The old data is removed.\"}";

    static final String STILL_RECEIVED =
            "{\"type\":\"outcome\",\"exitCode\":0,\"state\":\"Received\",\"oldDataKept\":false}";

    static final String SUSPENDED =
            "{\"type\":\"failure\",\"exitCode\":8,\"kind\":\"Suspended\",\"message\":\"Stopped; the same command goes on.\"}";

    static final String CANCELLED =
            "{\"type\":\"failure\",\"exitCode\":8,\"kind\":\"Cancelled\",\"message\":\"Cancelled; nothing is left.\"}";

    private Words() {}

    static String golden(String name) throws IOException {
        try (InputStream file = Words.class.getResourceAsStream("agent/" + name + ".json")) {
            return new String(Objects.requireNonNull(file, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** What an agent answers that copies. */
    static String transferring() throws IOException {
        Map<String, Object> status = object("status");
        status.remove("resumeDeadline");
        status.putAll(object("progress"));
        return Serialization.asJson(status);
    }

    /** Of a clone that is complete and not in place. */
    static String received() throws IOException {
        return transferred(false);
    }

    /** Of a clone that was put in place by the agent that transferred it. */
    static String receivedInPlace() throws IOException {
        return transferred(true);
    }

    private static String transferred(boolean committed) throws IOException {
        Map<String, Object> result = object("result");
        result.put("committed", committed);
        return Serialization.asJson(result);
    }

    /** mysqld has recovered on the clone. */
    static String recovered(boolean oldDataKept) throws IOException {
        Map<String, Object> outcome = object("outcome");
        outcome.put("oldDataKept", oldDataKept);
        return Serialization.asJson(outcome);
    }

    /** In a termination message: on one line. */
    static String line(String name) throws IOException {
        return Serialization.asJson(object(name));
    }

    private static Map<String, Object> object(String name) throws IOException {
        return Serialization.unmarshal(golden(name), new TypeReference<Map<String, Object>>() {});
    }
}
