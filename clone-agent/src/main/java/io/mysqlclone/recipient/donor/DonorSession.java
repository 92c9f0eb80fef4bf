package io.mysqlclone.recipient.donor;

import io.mysqlclone.mysql.ConnectionOptions;
import io.mysqlclone.mysql.MalformedPacketException;
import io.mysqlclone.protocol.CloneCommand;
import io.mysqlclone.protocol.CloneResponse;
import io.mysqlclone.protocol.DdlSettings;
import io.mysqlclone.protocol.EngineLocator;
import io.mysqlclone.protocol.ProtocolVersion;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The master's two connections to a donor that knows our clone: one for data, one for acknowledgements.
 *
 * @param master carries the data of the master task
 * @param acknowledgements carries {@code COM_ACK}
 * @param parameters what the donor said of itself; only after {@code COM_INIT}
 * @param version the lower one of the protocol versions of both sides
 * @param locator the donor's name for the clone
 */
public record DonorSession(
        CloneConnection master,
        AcknowledgeChannel acknowledgements,
        Optional<DonorParameters> parameters,
        ProtocolVersion version,
        EngineLocator locator)
        implements Closeable {

    private static final Duration FAREWELL_LIMIT = Duration.ofSeconds(10);

    /** How sessions are made; the same for all of a clone. */
    public record Settings(
            ConnectionOptions donor,
            ProtocolVersion version,
            DdlSettings ddl,
            Duration stallTimeout,
            SilenceWatch watch) {

        /** The donor may wait for DDL for this long before it answers, without a sign of life. */
        public Duration answerLimit() {
            return stallTimeout.plusSeconds(ddl.timeoutSeconds());
        }
    }

    /** Begins a clone with {@code COM_INIT}. */
    public static DonorSession begin(Settings settings, EngineLocator locator) throws IOException {
        return begin(settings, locator, connection -> {});
    }

    /**
     * Begins a clone with {@code COM_INIT}.
     *
     * @param loggedIn told as soon as the donor has accepted the login
     */
    public static DonorSession begin(Settings settings, EngineLocator locator, Consumer<CloneConnection> loggedIn)
            throws IOException {
        return open(settings, new CloneCommand.Init(settings.version(), settings.ddl(), List.of(locator)), loggedIn);
    }

    /** Goes on with a clone by {@code COM_REINIT}. */
    public static DonorSession resume(Settings settings, EngineLocator locator, Consumer<CloneConnection> loggedIn)
            throws IOException {
        return open(settings, new CloneCommand.Reinit(settings.version(), settings.ddl(), List.of(locator)), loggedIn);
    }

    private static DonorSession open(Settings settings, CloneCommand command, Consumer<CloneConnection> loggedIn)
            throws IOException {
        CloneConnection master = CloneConnection.openIdentified(settings.donor());
        loggedIn.accept(master);
        try {
            CloneConnection auxiliary = CloneConnection.open(settings.donor());
            try {
                settings.watch().watch(master, settings.answerLimit());
                master.send(command);
                Answer answer = Answer.receive(master, settings.version());
                settings.watch().watch(master, settings.stallTimeout());
                settings.watch().watch(auxiliary, settings.stallTimeout());
                return new DonorSession(
                        master,
                        new AcknowledgeChannel(auxiliary, answer.locator()),
                        command instanceof CloneCommand.Init ? Optional.of(answer.parameters()) : Optional.empty(),
                        answer.version(),
                        answer.locator());
            } catch (IOException | RuntimeException e) {
                settings.watch().release(auxiliary);
                auxiliary.close();
                throw e;
            }
        } catch (DonorErrorException e) {
            settings.watch().release(master);
            leave(master);
            throw e;
        } catch (IOException | RuntimeException e) {
            settings.watch().release(master);
            master.close();
            throw e;
        }
    }

    /**
     * Tells a donor over a new connection that the clone will not be asked for again. Without it, a donor that waits for
     * an acknowledgement of the last stage does not notice that its recipient is gone and refuses other clones (3634).
     *
     * @return whether the donor has taken note; false when it is out of reach, or has forgotten the clone already
     */
    public static boolean release(Settings settings, EngineLocator locator) {
        try (AcknowledgeChannel channel = new AcknowledgeChannel(CloneConnection.open(settings.donor()), locator)) {
            settings.watch().watch(channel.connection(), FAREWELL_LIMIT);
            channel.fail(DonorErrorException.QUERY_INTERRUPTED);
            channel.exit();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void leave(CloneConnection connection) {
        try {
            connection.exit();
        } catch (IOException e) {
            connection.close();
        }
    }

    /** The answer to INIT, ATTACH or REINIT. */
    public record Answer(DonorParameters parameters, ProtocolVersion version, EngineLocator locator) {
        /** Waits for the answer to a command that asked for protocol version {@code wished}. */
        public static Answer receive(CloneConnection connection, ProtocolVersion wished) throws IOException {
            var collector = new DonorParameters.Collector();
            Optional<EngineLocator> locator = Optional.empty();
            ProtocolVersion negotiated = ProtocolVersion.V1;
            while (true) {
                CloneResponse response = connection.receive();
                if (collector.take(response)) {
                    continue;
                }
                if (response instanceof CloneResponse.Locators(var version, var locators) && locator.isEmpty()) {
                    if (version.compareTo(wished) > 0 || version.compareTo(ProtocolVersion.V1) < 0) {
                        throw new MalformedPacketException("the donor answered with protocol version " + version
                                + " where " + wished + " was asked for (3863 ER_CLONE_PROTOCOL)");
                    }
                    locator = Optional.of(innodb(locators));
                    negotiated = version;
                } else if (response instanceof CloneResponse.Complete) {
                    return new Answer(
                            collector.collected(),
                            negotiated,
                            locator.orElseThrow(() -> new MalformedPacketException(
                                    "the donor's answer has no locator (3863 ER_CLONE_PROTOCOL)")));
                } else {
                    throw new MalformedPacketException(
                            "the donor answered with " + response + " (3863 ER_CLONE_PROTOCOL)");
                }
            }
        }

        private static EngineLocator innodb(List<EngineLocator> locators) throws MalformedPacketException {
            Optional<EngineLocator> innodb = Optional.empty();
            for (EngineLocator locator : locators) {
                if (locator.engineType() != EngineLocator.INNODB) {
                    throw new MalformedPacketException("the donor clones storage engine " + locator.engineType()
                            + ", which this recipient does not know; only InnoDB (12) can be cloned");
                }
                innodb = Optional.of(locator);
            }
            if (locators.size() != 1) {
                throw new MalformedPacketException("the donor named " + locators.size() + " locators of InnoDB");
            }
            return innodb.orElseThrow();
        }
    }

    @Override
    public void close() {
        master.close();
        acknowledgements.close();
    }
}
