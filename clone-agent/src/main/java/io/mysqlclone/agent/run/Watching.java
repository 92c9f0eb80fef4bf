package io.mysqlclone.agent.run;

import io.mysqlclone.agent.console.Display;
import io.mysqlclone.agent.console.DisplayLoop;
import io.mysqlclone.agent.http.StatusServer;
import io.mysqlclone.agent.report.Failure;
import io.mysqlclone.agent.report.FailureException;
import io.mysqlclone.agent.report.Watched;
import io.mysqlclone.agent.run.CloneSession.Listen;
import java.io.IOException;
import java.util.Optional;

/** Signals and HTTP interface of something that takes its time, until it is closed. */
final class Watching implements AutoCloseable {
    private final Optional<StatusServer> server;
    private final Signals signals;

    private Watching(Optional<StatusServer> server, Signals signals) {
        this.server = server;
        this.signals = signals;
    }

    /** @throws FailureException when the HTTP interface can't listen where it is to */
    static Watching start(Watched watched, Optional<Listen> listen, Display display, DisplayLoop loop) {
        var server = listen.map(where -> listen(where, watched, display));
        var signals = new Signals(watched, loop::notice, Runtime.getRuntime()::halt);
        signals.install();
        return new Watching(server, signals);
    }

    private static StatusServer listen(Listen listen, Watched watched, Display display) {
        try {
            var server = StatusServer.start(listen.address(), listen.guard(), watched);
            display.listening(server.address());
            return server;
        } catch (IOException busy) {
            throw new FailureException(
                    Failure.usage("cannot listen on " + listen.address() + ": " + Failure.reason(busy) + "."));
        }
    }

    @Override
    public void close() {
        signals.close();
        server.ifPresent(StatusServer::close);
    }
}
