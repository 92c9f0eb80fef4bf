package io.mysqlclone.agent.run;

import io.mysqlclone.agent.console.ServeDisplay;
import io.mysqlclone.agent.http.ServeEndpoints;
import io.mysqlclone.agent.http.StatusServer;
import io.mysqlclone.agent.report.ExitCode;
import io.mysqlclone.agent.report.Failure;
import io.mysqlclone.agent.report.FailureException;
import io.mysqlclone.donor.DonorEvent;
import io.mysqlclone.donor.RecipientProgress;
import io.mysqlclone.donor.serve.Donor;
import io.mysqlclone.donor.serve.ServeLimits;
import io.mysqlclone.engine.DonorEngine;
import io.mysqlclone.engine.DonorException;
import io.mysqlclone.engine.EngineException;
import io.mysqlclone.mysql.TlsVerificationException;
import io.mysqlclone.mysql.accept.Accounts;
import io.mysqlclone.mysql.accept.ServerSettings;
import io.mysqlclone.mysql.auth.ServerRsaKey;
import io.mysqlclone.mysql.tls.ServerTls;
import io.mysqlclone.recipient.DonorPace;
import io.mysqlclone.recipient.remote.Failures;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A donor over a directory and everything that watches or steers it, until a signal ends it. */
public final class ServeSession {
    private final ServeRequest request;
    private final Optional<CloneSession.Listen> status;
    private final ServeDisplay display;
    private final Clock clock;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile Optional<DonorPace> pace = Optional.empty();
    private volatile ExitCode exitCode = ExitCode.DONE;

    /**
     * A session that is not begun.
     *
     * @param status where the HTTP interface listens
     */
    public ServeSession(ServeRequest request, Optional<CloneSession.Listen> status, ServeDisplay display, Clock clock) {
        this.request = request;
        this.status = status;
        this.display = display;
        this.clock = clock;
    }

    /**
     * Serves until a signal comes, with {@code --once} until the first clone has ended, or with {@code --end-when-idle} until
     * nobody has wanted anything for a while.
     *
     * @throws FailureException when it can't begin
     */
    public ExitCode run() throws InterruptedException {
        Optional<ServerTls> tls = tls();
        try (SignalHandlers signals = new SignalHandlers()) {
            signals.handle("INT", stopped::countDown);
            signals.handle("TERM", stopped::countDown);
            signals.handle("HUP", stopped::countDown);
            try (OpenDonor open = request.source().open(request.limits().maxTasks(), display::point);
                    Donor donor = start(open, tls);
                    var _ = latency(donor)) {
                announce(open, donor, tls);
                watch(donor);
            }
            return exitCode;
        } catch (EngineException | DonorException unusable) {
            throw new FailureException(Failure.of(Failures.notBegun(unusable)));
        } catch (IOException unusable) {
            throw new FailureException(Failure.localIo("the donor could not begin: " + Failure.reason(unusable) + "."));
        } finally {
            display.end();
        }
    }

    private Optional<ServerTls> tls() {
        try {
            return switch (request.tls()) {
                case ServeRequest.Tls.None() -> Optional.empty();
                case ServeRequest.Tls.SelfSigned(boolean required) ->
                    Optional.of(ServerTls.selfSigned(clock.instant()));
                case ServeRequest.Tls.Files(var certificate, var key, var clientCa, boolean required) ->
                    Optional.of(ServerTls.ofFiles(certificate, key, clientCa));
            };
        } catch (TlsVerificationException unusable) {
            throw new FailureException(Failure.usage(unusable.getMessage() + "."));
        }
    }

    private boolean requiresTls() {
        return switch (request.tls()) {
            case ServeRequest.Tls.None() -> false;
            case ServeRequest.Tls.SelfSigned(boolean required) -> required;
            case ServeRequest.Tls.Files(var certificate, var key, var clientCa, boolean required) -> required;
        };
    }

    private Donor start(OpenDonor open, Optional<ServerTls> tls) throws IOException {
        DonorEngine first = open.engines().getFirst();
        Accounts accounts = request.accounts().or(open::accounts).orElseThrow();
        var settings = new ServerSettings(first.release().version(), tls, requiresTls(), accounts, new ServerRsaKey());
        try {
            return Donor.start(
                    request.listen(),
                    settings,
                    open.describer()
                            .describe(request.plugins(), request.limits().idleTimeout()),
                    open.engines(),
                    request.limits(),
                    this::happened);
        } catch (java.net.BindException busy) {
            throw new FailureException(
                    Failure.usage("cannot listen on " + request.listen() + ": " + Failure.reason(busy) + "."));
        }
    }

    private Closeable latency(Donor donor) {
        return request.latency()
                .<Closeable>map(asked -> DonorLatency.start(
                        asked, ServeLimits.MIN_BANDWIDTH, donor::givenBytes, next -> slow(donor, next))::close)
                .orElse(() -> {});
    }

    private void slow(Donor donor, DonorPace next) {
        donor.brake(next.bytesPerSecond());
        pace = Optional.of(next);
        display.pace(next);
    }

    private void happened(DonorEvent event) {
        display.event(event);
        if (request.once() && (event instanceof DonorEvent.Completed || event instanceof DonorEvent.Failed)) {
            if (stopped.getCount() > 0 && event instanceof DonorEvent.Failed) {
                exitCode = ExitCode.DONOR;
            }
            stopped.countDown();
        }
    }

    private void announce(OpenDonor open, Donor donor, Optional<ServerTls> tls) throws IOException {
        tls.ifPresent(own ->
                display.ready("tlsFingerprint", own.fingerprint(), "SHA-256 of the certificate: " + own.fingerprint()));
        open.warnings().forEach(display::warning);
        String address = shown(donor.address());
        display.ready(
                "listen",
                address,
                "Serving " + request.source().described() + " on " + address
                        + (requiresTls()
                                ? ", over TLS only."
                                : tls.isPresent() ? ", over TLS or without." : ", without TLS."));
    }

    private static String shown(InetSocketAddress address) {
        String host = address.getAddress().isAnyLocalAddress()
                ? "::"
                : address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    private void watch(Donor donor) throws InterruptedException {
        Optional<StatusServer> server = status.map(where -> listen(where, donor));
        Idleness idleness = new Idleness(request.endWhenIdle(), System.nanoTime());
        try {
            while (!stopped.await(display.intervalMillis(), TimeUnit.MILLISECONDS)) {
                List<RecipientProgress> recipients = donor.progress();
                display.progress(recipients);
                if (idleness.isOver(!recipients.isEmpty() || donor.connections() > 0, System.nanoTime())) {
                    display.ending("Nobody was there for a while, so that this ends.");
                    return;
                }
            }
        } finally {
            server.ifPresent(StatusServer::close);
        }
    }

    private StatusServer listen(CloneSession.Listen listen, Donor donor) {
        try {
            StatusServer server =
                    StatusServer.start(listen.address(), listen.guard(), new ServeEndpoints(donor, () -> pace));
            String address = shown(server.address());
            display.ready("status", address, "Status is on http://" + address + "/status.");
            return server;
        } catch (IOException busy) {
            throw new FailureException(
                    Failure.usage("cannot listen on " + listen.address() + ": " + Failure.reason(busy) + "."));
        }
    }
}
