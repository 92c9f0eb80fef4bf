package io.mysqlclone.donor.serve;

import io.mysqlclone.mysql.Endpoint;
import io.mysqlclone.mysql.transport.SocketWire;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;

/** The socket of a client that has connected. */
final class AcceptedSocket {
    /** A peer that is gone without a word is noticed after about two minutes. */
    private static final int KEEP_ALIVE_SECONDS = 60;

    private static final int PROBE_SECONDS = 15;
    private static final int PROBES = 4;

    private AcceptedSocket() {}

    static SocketWire wire(SocketChannel channel) throws IOException {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        if (channel.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
            channel.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, KEEP_ALIVE_SECONDS);
            channel.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, PROBE_SECONDS);
            channel.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, PROBES);
        }
        InetSocketAddress address = (InetSocketAddress) channel.getRemoteAddress();
        return SocketWire.accepted(
                channel, new Endpoint.Tcp(address.getAddress().getHostAddress(), address.getPort()));
    }

    /** The client's address as an error names it. */
    static String host(SocketWire wire) {
        return wire.endpoint() instanceof Endpoint.Tcp tcp ? tcp.host() : "localhost";
    }
}
