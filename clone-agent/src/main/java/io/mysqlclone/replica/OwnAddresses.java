package io.mysqlclone.replica;

import io.mysqlclone.mysql.ConnectionOptions;
import io.mysqlclone.mysql.Endpoint;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.stream.Stream;

/**
 * The ways to a server of this host. It may not listen on the loopback interface ({@code bind_address}), and an account for a
 * network only, such as {@code 'repl'@'10.%'}, is let in by the host's own address in it. That it is the right server is told
 * by its server_uuid.
 */
final class OwnAddresses {

    private static final String LOOPBACK = "127.0.0.1";

    private static final int MAX_OWN = 4;

    private OwnAddresses() {}

    /** Where to try, in order: what is given and, if that is the loopback interface, its other address and the host's own. */
    static List<ConnectionOptions> of(ConnectionOptions given) {
        return given.endpoint() instanceof Endpoint.Tcp(String host, int port) && host.equals(LOOPBACK)
                ? Stream.concat(
                                Stream.of(host, "::1"),
                                own().map(InetAddress::getHostAddress).limit(MAX_OWN))
                        .map(address -> at(given, new Endpoint.Tcp(address, port)))
                        .toList()
                : List.of(given);
    }

    private static Stream<InetAddress> own() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                    .filter(address -> !(address instanceof Inet6Address ip6 && ip6.getScopedInterface() != null));
        } catch (SocketException e) {
            return Stream.empty();
        }
    }

    private static ConnectionOptions at(ConnectionOptions given, Endpoint endpoint) {
        return new ConnectionOptions(
                endpoint,
                given.credentials(),
                given.tls(),
                given.compression(),
                given.connectTimeout(),
                given.publicKey());
    }
}
