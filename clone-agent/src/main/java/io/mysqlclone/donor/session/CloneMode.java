package io.mysqlclone.donor.session;

import io.mysqlclone.donor.DonorDescription;
import io.mysqlclone.donor.DonorEvent;
import io.mysqlclone.engine.DonorException;
import io.mysqlclone.engine.DonorTask;
import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.engine.MalformedMessageException;
import io.mysqlclone.engine.RoundAbandonedException;
import io.mysqlclone.mysql.accept.ServerConnection;
import io.mysqlclone.protocol.CloneCommand;
import io.mysqlclone.protocol.CloneResponse;
import io.mysqlclone.protocol.CommandDecoder;
import io.mysqlclone.protocol.ProtocolVersion;
import io.mysqlclone.protocol.ResponseEncoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A connection after {@code COM_CLONE}: the donor's side of the RPC. Whatever breaks its rules ends the connection without
 * a word, as from a stock donor.
 */
final class CloneMode {
    /** The longest command: a list of locators, each with its progress. */
    private static final int MAX_COMMAND = (1 << 20) + (64 << 10);

    private final ServerConnection connection;
    private final DonorDescription donor;
    private final CloneTable clones;
    private final Pace pace;
    private volatile Role role = new Role.None();
    /** One INIT, ATTACH or REINIT is all that a session in clone mode may say, whatever came of it. */
    private boolean introduced;

    /** The clone that the connection carries acknowledgements of. */
    private volatile Optional<HostedClone> acknowledged = Optional.empty();

    CloneMode(ServerConnection connection, DonorDescription donor, CloneTable clones, Pace pace) {
        this.connection = connection;
        this.donor = donor;
        this.clones = clones;
        this.pace = pace;
    }

    /** What the connection is to a clone. */
    private sealed interface Role {
        /** Nothing yet, or nothing any more. */
        record None() implements Role {}

        /**
         * The one that stands for the recipient.
         *
         * @param resumed whether the clone was begun on an earlier connection
         * @param given everything was sent
         */
        record Master(Round round, boolean resumed, boolean given) implements Role {}

        /**
         * One more.
         *
         * @param task its task of the engine that was at work when it came
         */
        record Worker(Round round, int engine, DonorTask task, boolean given) implements Role {}
    }

    /** Whether the connection carries acknowledgements, which may be hours apart. */
    boolean isAuxiliary() {
        return acknowledged.filter(clone -> !clone.hasEnded()).isPresent();
    }

    /** Obeys commands up to {@code COM_EXIT}. */
    void run() throws IOException, InterruptedException {
        introduced = false;
        boolean stays = true;
        while (stays) {
            CloneCommand command = CommandDecoder.decode(connection.nextCommand(MAX_COMMAND));
            try {
                stays = obey(command);
            } catch (DonorException refused) {
                send(new CloneResponse.CloneError(refused.error(), String.valueOf(refused.getMessage())));
            }
        }
    }

    private boolean obey(CloneCommand command) throws IOException, InterruptedException {
        switch (command) {
            case CloneCommand.Init(var version, var ddl, var locators) -> init(version, locators);
            case CloneCommand.Attach(var version, var ddl, var locators) -> attach(version, locators);
            case CloneCommand.Reinit(var version, var ddl, var locators) -> resume(version, locators);
            case CloneCommand.Execute() -> execute();
            case CloneCommand.Ack ack -> acknowledge(ack);
            case CloneCommand.Exit() -> {
                exit();
                return false;
            }
        }
        return true;
    }

    private void introduce(String message) throws MalformedMessageException {
        if (introduced) {
            throw new MalformedMessageException(message, "command", "the second of its kind", "one in a session");
        }
        introduced = true;
    }

    private static ProtocolVersion lower(ProtocolVersion wished) {
        return wished.compareTo(ProtocolVersion.V4) < 0 ? wished : ProtocolVersion.V4;
    }

    private void init(ProtocolVersion wished, List<EngineLocator> locators) throws IOException, InterruptedException {
        introduce("COM_INIT");
        HostedClone clone = clones.begin(locators, connection.client().host());
        boolean opened = false;
        try {
            Round round = clone.open(connection);
            role = new Role.Master(round, false, false);
            opened = true;
        } finally {
            if (!opened) {
                clones.end(clone, "it could not begin");
            }
        }
        clones.tell(new DonorEvent.Begun(
                clone.number(),
                clone.host(),
                connection.client().tlsSession().orElse("no TLS"),
                clones.leftOut(locators)));
        ProtocolVersion version = lower(wished);
        for (CloneResponse response : donor.responses(version)) {
            send(response);
        }
        welcome(version, clone.locators());
    }

    private void attach(ProtocolVersion wished, List<EngineLocator> locators) throws IOException, InterruptedException {
        introduce("COM_ATTACH");
        HostedClone clone = clones.find(locators)
                .orElseThrow(() ->
                        new DonorException(DonorException.INTERNAL, "Innodb Clone add task refers non-existing clone"));
        Round round = clone.round().orElseThrow(RoundAbandonedException::new);
        round.join(connection);
        int engine = round.engine();
        DonorTask task;
        boolean joined = false;
        try {
            task = round.openWorker(engine);
            joined = true;
        } finally {
            if (!joined) {
                // Harmless: the clone goes on without the worker.
                round.leave(connection);
            }
        }
        role = new Role.Worker(round, engine, task, false);
        List<EngineLocator> answer = new ArrayList<>(clone.locators());
        answer.set(engine, task.locator());
        welcome(lower(wished), answer);
    }

    private void resume(ProtocolVersion wished, List<EngineLocator> locators) throws IOException, InterruptedException {
        introduce("COM_REINIT");
        HostedClone clone =
                clones.comeBack(locators, connection.client().host()).orElseThrow(HostedClone::unknown);
        HostedClone.Resumed resumed = clone.resume(locators, connection);
        role = new Role.Master(resumed.round(), true, false);
        clones.tell(new DonorEvent.Resumed(clone.number(), clone.host()));
        welcome(lower(wished), resumed.locators());
    }

    private void welcome(ProtocolVersion version, List<EngineLocator> locators) throws IOException {
        send(new CloneResponse.Locators(version, locators));
        send(new CloneResponse.Complete());
    }

    private void execute() throws IOException, InterruptedException {
        switch (role) {
            case Role.Master(var round, var resumed, var given) when !given -> executeMaster(round, resumed);
            case Role.Worker worker when !worker.given() -> executeWorker(worker);
            case Role any ->
                throw new MalformedMessageException(
                        "COM_EXECUTE", "time", any.getClass().getSimpleName(), "once after INIT, ATTACH or REINIT");
        }
    }

    private void executeMaster(Round round, boolean resumed) throws IOException, InterruptedException {
        round.hosted().running();
        for (int i = 0; i < round.engines(); i++) {
            round.enter(i);
            give(round, i, round.masters().get(i));
            round.hosted().setLogStop();
        }
        role = new Role.Master(round, resumed, true);
        send(new CloneResponse.Complete());
    }

    private void executeWorker(Role.Worker worker) throws IOException, InterruptedException {
        Round round = worker.round();
        give(round, worker.engine(), worker.task());
        for (int i = worker.engine() + 1; i < round.engines(); i++) {
            DonorTask task = round.openWorker(i);
            role = new Role.Worker(round, i, task, false);
            give(round, i, task);
        }
        role = new Role.Worker(round, worker.engine(), worker.task(), true);
        round.leave(connection);
        send(new CloneResponse.Complete());
    }

    /** Everything that one engine has for this connection. What keeps it from that ends the clone for all its tasks. */
    private void give(Round round, int engine, DonorTask task) throws IOException, InterruptedException {
        var sink = new ConnectionSink(connection, pace, task.locator().engineType(), engine);
        try {
            task.copy(sink);
        } catch (DonorException failure) {
            round.hosted().fail(failure);
            if (sink.isBroken()) {
                throw new IOException(failure.getMessage(), failure);
            }
            throw failure;
        }
        task.close();
    }

    private void acknowledge(CloneCommand.Ack ack) throws IOException {
        CloneTable.Acknowledged named = clones.find(ack.locator())
                .orElseThrow(() ->
                        new DonorException(DonorException.INTERNAL, "Innodb Clone ACK refers non-existing clone"));
        acknowledged = Optional.of(named.hosted());
        if (ack.error() != 0) {
            named.hosted().fail(new DonorException(ack.error(), "the recipient failed with error " + ack.error()));
            if (named.hosted().isIdle()) {
                clones.end(named.hosted(), "its recipient gave it up (" + ack.error() + ")");
            }
        } else {
            named.snapshot().acknowledge(ack.descriptor().buffer());
        }
        send(new CloneResponse.Complete());
    }

    private void exit() throws IOException {
        acknowledged = Optional.empty();
        leave();
        send(new CloneResponse.Complete());
    }

    /** Politely, by {@code COM_EXIT}: the recipient knows what it has got. */
    private void leave() {
        switch (role) {
            case Role.None() -> {}
            case Role.Master(var round, var resumed, var given) -> {
                round.leave(connection);
                if (given) {
                    clones.complete(round.hosted());
                } else {
                    clones.end(round.hosted(), reasonOf(round));
                }
            }
            case Role.Worker(var round, var engine, var task, var given) -> {
                round.leave(connection);
                task.close();
            }
        }
        role = new Role.None();
    }

    private static String reasonOf(Round round) {
        return round.hosted()
                .failure()
                .map(failure -> String.valueOf(failure.getMessage()))
                .orElse("its recipient left before the end");
    }

    /** The connection is gone, or the session is over without {@code COM_EXIT}. */
    void lost(String reason) {
        switch (role) {
            case Role.None() -> {}
            case Role.Master(var round, var resumed, var given) -> lost(round, reason);
            case Role.Worker(var round, var engine, var task, var given) -> {
                task.close();
                if (!given) {
                    lost(round, reason);
                }
            }
        }
        role = new Role.None();
    }

    private void lost(Round round, String reason) {
        Optional<DonorException> failure = round.hosted().failure();
        if (failure.isPresent()) {
            clones.end(round.hosted(), String.valueOf(failure.get().getMessage()));
        } else if (round.hosted().hasGivenNothing()) {
            clones.end(round.hosted(), "its recipient left before it asked for data");
        } else {
            clones.interrupted(round, reason);
        }
        round.leave(connection);
    }

    /** {@code KILL}: whatever the connection gives ends with 1317, and the clone with it. */
    void kill() {
        switch (role) {
            case Role.None() -> {}
            case Role.Master(var round, var resumed, var given) -> interrupt(round);
            case Role.Worker(var round, var engine, var task, var given) -> interrupt(round);
        }
    }

    private static void interrupt(Round round) {
        round.hosted().fail(new DonorException(DonorException.INTERRUPTED, "Query execution was interrupted"));
    }

    private void send(CloneResponse response) throws IOException {
        connection.send(ResponseEncoder.encode(response));
    }
}
