package io.mysqlclone.script;

import io.mysqlclone.datadir.live.ServerUuid;
import io.mysqlclone.datadir.outcome.CloneOutcome;
import io.mysqlclone.mysql.login.HostLogin;
import io.mysqlclone.mysql.login.LoginFailure;
import io.mysqlclone.script.ScriptFailure.Reason;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * Runs scripts on a server that was started on a clone: one after the other, each in a session of its own, up to the first
 * statement that fails. Called again it begins with the first one again.
 */
public final class ScriptRun {
    private final ScriptRequest request;
    private final Clock clock;

    public ScriptRun(ScriptRequest request, Clock clock) {
        this.request = request;
        this.clock = clock;
    }

    /**
     * Returns when all statements of all scripts are done and committed.
     *
     * @param outcome what mysqld made of the clone
     * @param deadline when to give up; the statement that runs then is killed
     * @return how many statements were run
     * @throws IOException when the data directory can't be read
     */
    public int run(CloneOutcome outcome, Instant deadline) throws ScriptFailure, IOException, InterruptedException {
        requireRecovered(outcome);
        Optional<String> uuid = ServerUuid.of(request.dataDir());
        if (uuid.isEmpty()) {
            throw new ScriptFailure(
                    Reason.OTHER_SERVER,
                    "no script was run, as " + request.dataDir()
                            + " has no auto.cnf with a server_uuid, by which its server is known from others");
        }
        int statements = 0;
        for (Script script : request.scripts()) {
            try (ScriptSession session = session(uuid.get(), deadline)) {
                session.run(script);
                statements += script.statements().size();
            }
        }
        return statements;
    }

    private ScriptSession session(String uuid, Instant deadline) throws ScriptFailure, InterruptedException {
        var login = new HostLogin(request.recipient(), clock, deadline);
        try {
            return ScriptSession.begin(login, request, uuid, clock, deadline);
        } catch (LoginFailure e) {
            throw new ScriptFailure(
                    switch (e.kind()) {
                        case UNREACHABLE -> Reason.RECIPIENT_UNREACHABLE;
                        case REFUSED -> Reason.RECIPIENT_AUTHENTICATION_FAILED;
                    },
                    String.valueOf(e.getMessage()),
                    e.mysqlError(),
                    e);
        }
    }

    private static void requireRecovered(CloneOutcome outcome) throws ScriptFailure {
        switch (outcome.state()) {
            case RECOVERED -> {}
            case NONE ->
                throw new ScriptFailure(
                        Reason.NO_CLONE, "there is nothing to run a script on: " + outcome.explanation());
            case RECEIVED, PENDING ->
                throw new ScriptFailure(Reason.NOT_RECOVERED, "it is too early: " + outcome.explanation());
            case ROLLED_BACK ->
                throw new ScriptFailure(Reason.ROLLED_BACK, "there is no clone any more: " + outcome.explanation());
        }
    }
}
