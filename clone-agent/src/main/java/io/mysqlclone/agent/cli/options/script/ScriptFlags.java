package io.mysqlclone.agent.cli.options.script;

import io.mysqlclone.agent.cli.input.ScriptVariables;
import io.mysqlclone.agent.cli.input.Surroundings;
import io.mysqlclone.agent.cli.input.Values;
import io.mysqlclone.agent.report.Failure;
import io.mysqlclone.agent.report.FailureException;
import io.mysqlclone.script.Script;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** What is run. */
final class ScriptFlags {
    @Option(
            names = "--script",
            paramLabel = "FILE",
            split = ";",
            hideParamSyntax = true,
            description =
                    "File with SQL, as for the mysql client. May be given several times, or separated by semicolons;"
                            + " run in this order. Without it: the text in CLONE_AGENT_SCRIPT_1, CLONE_AGENT_SCRIPT_2 and so on.")
    List<Path> files = new ArrayList<>();

    @Option(
            names = "--write-to-binary-log",
            defaultValue = "false",
            converter = Values.Switch.class,
            description = "Write what the scripts change into the recipient's binary log, for replicas that it has. Its"
                    + " transactions get GTIDs then that the donor does not have.")
    boolean writeToBinaryLog;

    List<Script> scripts(Surroundings surroundings) {
        List<Script> scripts = files.isEmpty()
                ? ScriptVariables.scripts(surroundings.environment())
                : files.stream().map(ScriptFlags::read).toList();
        if (scripts.isEmpty()) {
            throw new FailureException(
                    Failure.usage("there is no script: give --script FILE or set CLONE_AGENT_SCRIPT_1."));
        }
        return scripts;
    }

    private static Script read(Path file) {
        try {
            return ScriptVariables.script(file.toString(), Files.readString(file));
        } catch (CharacterCodingException notText) {
            throw new FailureException(Failure.usage("--script " + file + ": it is not UTF-8."));
        } catch (IOException unreadable) {
            throw new FailureException(Failure.usage("--script " + file + ": " + Failure.reason(unreadable) + "."));
        }
    }
}
