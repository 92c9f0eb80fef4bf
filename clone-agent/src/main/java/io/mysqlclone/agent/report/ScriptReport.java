package io.mysqlclone.agent.report;

import io.mysqlclone.script.ScriptRequest;
import java.util.List;

/** Scripts that were run, told. */
public final class ScriptReport {
    private ScriptReport() {}

    /**
     * The conclusion of {@code run-sql}.
     *
     * @param statements that were run
     */
    public static Conclusion of(ScriptRequest request, int statements) {
        int scripts = request.scripts().size();
        var sentence = Sentence.of(counted(scripts, "script") + " with " + counted(statements, "statement")
                + (scripts == 1 ? " was" : " were") + " run on the recipient"
                + (request.writeToBinaryLog() ? "" : ", outside of its binary log"));
        var json = EventJson.type("scripts")
                .put("exitCode", ExitCode.DONE.code())
                .put("scripts", scripts)
                .put("statements", statements)
                .put("message", sentence);
        return new Conclusion(ExitCode.DONE, json, List.of(sentence));
    }

    private static String counted(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
