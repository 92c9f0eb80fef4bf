package io.mysqlclone.mysql.login;

import io.mysqlclone.mysql.ConnectionOptions;
import io.mysqlclone.mysql.Endpoint;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The ways to a server of this host. It may not listen on the loopback interface ({@code bind_address}), and an account for a
 * network only, such as {@code 'repl'@'10.%'}, is let in by the host's own address in it. That it is the right server is told
 * by its server_uuid.
 */
final class OwnAddresses {

    private static final String LOOPBACK = "127.0.0.1";
    private static final String LOOPBACK_IP6 = "::1";

    /** A pod has one or two; a host with many containers has a bridge for each network of theirs. */
    private static final int MAX_OWN = 4;

    private OwnAddresses() {}

    /**
     * Where to try, in order: what is given and, if that is the loopback interface, the host's own addresses, as an account
     * that is refused on loopback is refused on its other address too, and at last that one.
     */
    static List<ConnectionOptions> of(ConnectionOptions given) {
        return given.endpoint() instanceof Endpoint.Tcp(String host, int port) && host.equals(LOOPBACK)
                ? Stream.of(Stream.of(host), own().limit(MAX_OWN), Stream.of(LOOPBACK_IP6))
                        .flatMap(addresses -> addresses)
                        .map(address -> at(given, new Endpoint.Tcp(address, port)))
                        .toList()
                : List.of(given);
    }

    private static Stream<String> own() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                    .sorted(Comparator.comparingInt(address -> address instanceof Inet4Address ? 0 : 1))
                    .map(OwnAddresses::text);
        } catch (SocketException e) {
            // Without a list of them there is still the loopback interface.
            return Stream.empty();
        }
    }

    /** Without the interface's name, which Java puts behind an IPv6 address. */
    private static String text(InetAddress address) {
        String text = address.getHostAddress();
        return address instanceof Inet6Address && text.contains("%") ? text.substring(0, text.indexOf('%')) : text;
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
