package io.mysqlclone.recipient.remote;

import io.mysqlclone.engine.EngineLocator;
import io.mysqlclone.mysql.ConnectionOptions;
import io.mysqlclone.mysql.MalformedPacketException;
import io.mysqlclone.protocol.CloneCommand;
import io.mysqlclone.protocol.CloneResponse;
import io.mysqlclone.protocol.DdlSettings;
import io.mysqlclone.protocol.ProtocolVersion;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The master's two connections to a donor that knows our clone: one for data, one for acknowledgements.
 *
 * @param master carries the data of the master task
 * @param acknowledgements carries {@code COM_ACK}
 * @param parameters what the donor said of itself; only after {@code COM_INIT}
 * @param version the lower one of the protocol versions of both sides
 * @param locators the donor's names for the clone, one for each engine that both sides know; their order gives the index by
 *     which it tells whose data it sends
 */
public record DonorSession(
        CloneConnection master,
        AcknowledgeChannel acknowledgements,
        Optional<DonorParameters> parameters,
        ProtocolVersion version,
        List<EngineLocator> locators)
        implements Closeable {

    public DonorSession {
        locators = List.copyOf(locators);
    }

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

    /**
     * Begins a clone with {@code COM_INIT}.
     *
     * @param versions the locators of the engines that we know, in their order
     */
    public static DonorSession begin(Settings settings, List<EngineLocator> versions) throws IOException {
        return begin(settings, versions, connection -> {});
    }

    /**
     * Begins a clone with {@code COM_INIT}.
     *
     * @param versions the locators of the engines that we know, in their order
     * @param loggedIn told as soon as the donor has accepted the login
     */
    public static DonorSession begin(
            Settings settings, List<EngineLocator> versions, Consumer<CloneConnection> loggedIn) throws IOException {
        return open(
                settings,
                new CloneCommand.Init(settings.version(), settings.ddl(), versions),
                versions,
                Optional.empty(),
                loggedIn);
    }

    /**
     * Goes on with a clone by {@code COM_REINIT}.
     *
     * @param locators of all engines of the clone, in their order
     * @param serverUuid of the server that gave them; empty when it did not say
     * @throws OtherServerException when another one answers
     */
    public static DonorSession resume(
            Settings settings,
            List<EngineLocator> locators,
            Optional<String> serverUuid,
            Consumer<CloneConnection> loggedIn)
            throws IOException {
        return open(
                settings,
                new CloneCommand.Reinit(settings.version(), settings.ddl(), locators),
                locators,
                serverUuid,
                loggedIn);
    }

    private static DonorSession open(
            Settings settings,
            CloneCommand command,
            List<EngineLocator> asked,
            Optional<String> serverUuid,
            Consumer<CloneConnection> loggedIn)
            throws IOException {
        CloneConnection master = CloneConnection.openSame(settings.donor(), serverUuid);
        loggedIn.accept(master);
        try {
            CloneConnection auxiliary = CloneConnection.open(settings.donor());
            try {
                settings.watch().watch(master, settings.answerLimit());
                master.send(command);
                Answer answer = Answer.receive(master, settings.version(), asked);
                if (!(command instanceof CloneCommand.Init)) {
                    answer.requireAll(asked);
                }
                settings.watch().watch(master, settings.stallTimeout());
                settings.watch().watch(auxiliary, settings.stallTimeout());
                return new DonorSession(
                        master,
                        new AcknowledgeChannel(auxiliary, answer.locators()),
                        command instanceof CloneCommand.Init ? Optional.of(answer.parameters()) : Optional.empty(),
                        answer.version(),
                        answer.locators());
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
     * @param locators of the clone, as the donor knows it
     * @param serverUuid of the server that gave them; empty when it did not say
     * @return whether the donor has taken note; false when it is out of reach, has forgotten the clone already, or is another
     *     server by now
     */
    public static boolean release(Settings settings, List<EngineLocator> locators, Optional<String> serverUuid) {
        try (AcknowledgeChannel channel =
                new AcknowledgeChannel(CloneConnection.openSame(settings.donor(), serverUuid), locators)) {
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
    public record Answer(DonorParameters parameters, ProtocolVersion version, List<EngineLocator> locators) {
        public Answer {
            locators = List.copyOf(locators);
        }

        /**
         * Waits for the answer to a command that asked for protocol version {@code wished}.
         *
         * @param asked the locators of that command; the donor may leave out those of engines that it does not know
         */
        public static Answer receive(CloneConnection connection, ProtocolVersion wished, List<EngineLocator> asked)
                throws IOException {
            var collector = new DonorParameters.Collector();
            List<EngineLocator> named = List.of();
            ProtocolVersion negotiated = ProtocolVersion.V1;
            while (true) {
                CloneResponse response = connection.receive();
                if (collector.take(response)) {
                    continue;
                }
                if (response instanceof CloneResponse.Locators(var version, var locators) && named.isEmpty()) {
                    if (version.compareTo(wished) > 0 || version.compareTo(ProtocolVersion.V1) < 0) {
                        throw new MalformedPacketException("the donor answered with protocol version " + version
                                + " where " + wished + " was asked for (3863 ER_CLONE_PROTOCOL)");
                    }
                    requireAsked(locators, asked);
                    named = locators;
                    negotiated = version;
                } else if (response instanceof CloneResponse.Complete) {
                    if (named.isEmpty()) {
                        throw new MalformedPacketException(
                                "the donor's answer has no locator (3863 ER_CLONE_PROTOCOL)");
                    }
                    return new Answer(collector.collected(), negotiated, named);
                } else {
                    throw new MalformedPacketException(
                            "the donor answered with " + response + " (3863 ER_CLONE_PROTOCOL)");
                }
            }
        }

        /** The donor names some of the engines that it was asked for, each once, in the order of the question. */
        private static void requireAsked(List<EngineLocator> named, List<EngineLocator> asked)
                throws MalformedPacketException {
            List<Integer> known = asked.stream().map(EngineLocator::engineType).toList();
            List<Integer> types = named.stream().map(EngineLocator::engineType).toList();
            for (int type : types) {
                long count = types.stream().filter(each -> each == type).count();
                if (!known.contains(type)) {
                    throw new MalformedPacketException("the donor clones storage engine " + type
                            + ", which this recipient does not know; " + askedFor(known));
                }
                if (count > 1) {
                    throw new MalformedPacketException("the donor named " + count + " locators of storage engine "
                            + type + " (3863 ER_CLONE_PROTOCOL)");
                }
            }
            if (types.isEmpty()
                    || !types.equals(known.stream().filter(types::contains).toList())) {
                throw new MalformedPacketException("the donor named " + types.size() + " locators"
                        + (types.isEmpty() ? "" : " in another order") + "; " + askedFor(known));
            }
        }

        private static String askedFor(List<Integer> types) {
            return "it was asked for "
                    + types.stream()
                            .map(type -> type == EngineLocator.INNODB ? "InnoDB (12)" : "engine " + type)
                            .collect(Collectors.joining(", "))
                    + " (3863 ER_CLONE_PROTOCOL)";
        }

        /** Of a clone that has begun, no engine may be missing. */
        public void requireAll(List<EngineLocator> asked) throws MalformedPacketException {
            if (locators.size() != asked.size()) {
                throw new MalformedPacketException("the donor goes on with " + locators.size() + " storage engines of a"
                        + " clone of " + asked.size() + " (3863 ER_CLONE_PROTOCOL)");
            }
        }
    }

    @Override
    public void close() {
        master.close();
        acknowledgements.close();
    }
}
