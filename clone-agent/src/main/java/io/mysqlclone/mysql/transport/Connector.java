package io.mysqlclone.mysql.transport;

import io.mysqlclone.mysql.Endpoint;
import io.mysqlclone.mysql.UnreachableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Opens the socket to an endpoint: every address of a name in turn, within one time limit. */
public final class Connector {
    private Connector() {}

    /** Connects within {@code limit}, or throws an {@link UnreachableException} that names the endpoint. */
    public static SocketWire connect(Endpoint endpoint, Duration limit) throws IOException {
        return switch (endpoint) {
            case Endpoint.Tcp tcp -> connectTcp(tcp, limit);
            case Endpoint.UnixSocket socket -> {
                SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                yield connect(channel, UnixDomainSocketAddress.of(socket.path()), endpoint, limit);
            }
        };
    }

    private static SocketWire connectTcp(Endpoint.Tcp endpoint, Duration limit) throws IOException {
        InetAddress[] addresses;
        try {
            addresses = InetAddress.getAllByName(endpoint.host());
        } catch (UnknownHostException e) {
            throw new UnreachableException(
                    "The host name '" + endpoint.host() + "' is not known: check its spelling and DNS", e);
        }
        long deadline = System.nanoTime() + limit.toNanos();
        IOException failure = null;
        for (int i = 0; i < addresses.length; i++) {
            // A share of the time for each address: a black hole must not use up the time of the one that answers.
            Duration left = Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
            Duration share = left.dividedBy(addresses.length - i);
            SocketChannel channel = SocketChannel.open();
            try {
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
                return connect(channel, new InetSocketAddress(addresses[i], endpoint.port()), endpoint, share);
            } catch (IOException e) {
                if (failure == null) {
                    failure = e instanceof UnreachableException ? e : refused(endpoint, e);
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        throw failure == null
                ? new UnreachableException("The host name '" + endpoint.host() + "' has no address")
                : failure;
    }

    private static SocketWire connect(SocketChannel channel, SocketAddress address, Endpoint endpoint, Duration limit)
            throws IOException {
        SocketWire wire = new SocketWire(channel, endpoint);
        try (Watchdog watchdog = Watchdog.start(limit, wire::abort)) {
            try {
                channel.connect(address);
            } catch (IOException e) {
                wire.abort();
                throw watchdog.expired() ? timedOut(endpoint, limit, e) : refused(endpoint, e);
            }
            if (!watchdog.finish()) {
                throw timedOut(endpoint, limit, null);
            }
            return wire;
        }
    }

    private static IOException refused(Endpoint endpoint, IOException cause) {
        return new UnreachableException("Cannot connect to " + endpoint + ": " + cause.getMessage(), cause);
    }

    private static IOException timedOut(Endpoint endpoint, Duration limit, @Nullable IOException cause) {
        return new UnreachableException(
                "Cannot connect to " + endpoint + ": no answer within " + limit.toMillis() + " ms", cause);
    }
}
