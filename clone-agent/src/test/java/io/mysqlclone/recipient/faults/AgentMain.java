package io.mysqlclone.recipient.faults;

import io.mysqlclone.recipient.CloneFailure;
import io.mysqlclone.recipient.CloneResult;
import java.nio.file.Path;

/** A process that clones and can be killed: {@code AgentMain PORT TARGET CONNECTIONS [in-place]}. */
final class AgentMain {
    private AgentMain() {}

    /** Prints events and outcome; exits with 0 after a complete clone, else with 1. */
    public static void main(String[] arguments) {
        TestClone clone = TestClone.from(Integer.parseInt(arguments[0]), Path.of(arguments[1]))
                .connections(Integer.parseInt(arguments[2]))
                .printing();
        if (arguments.length > 3) {
            clone.inPlace();
        }
        int code = 0;
        try {
            CloneResult result = clone.run();
            System.out.println(result);
        } catch (CloneFailure e) {
            System.out.println(e.kind() + " " + e.getMessage());
            code = 1;
        }
        System.exit(code);
    }
}
