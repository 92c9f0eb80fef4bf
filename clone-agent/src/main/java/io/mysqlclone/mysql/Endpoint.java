package io.mysqlclone.mysql;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Where a MySQL server listens for the classic protocol. {@code toString} prints it as a user would type it. */
public sealed interface Endpoint permits Endpoint.Tcp, Endpoint.UnixSocket {

    /** The port of MySQL's classic protocol when none is given. */
    int DEFAULT_PORT = 3306;

    /**
     * A host name or IP literal and a port.
     *
     * @param host a name, an IPv4 literal or an IPv6 literal without brackets (a zone such as {@code %eth0} may follow)
     * @param port 1 to 65535
     */
    record Tcp(String host, int port) implements Endpoint {
        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,253}");
        private static final Pattern ZONE = Pattern.compile("%[A-Za-z0-9._-]{1,32}$");

        public Tcp {
            if (!NAME.matcher(host).matches() && !isIpv6(ZONE.matcher(host).replaceFirst(""))) {
                throw new IllegalArgumentException("'" + host + "' is not a host name or an IP address");
            }
            if (port < 1 || port > 65535) {
                throw new IllegalArgumentException("Port " + port + " is not between 1 and 65535");
            }
        }

        private static boolean isIpv6(String text) {
            try {
                return text.indexOf('[') < 0 && InetAddress.ofLiteral(text) instanceof Inet6Address;
            } catch (IllegalArgumentException e) {
                return false;
            }
        }

        @Override
        public String toString() {
            return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /**
     * A Unix domain socket on this host.
     *
     * @param path an absolute path
     */
    record UnixSocket(Path path) implements Endpoint {
        public UnixSocket {
            if (!path.isAbsolute()) {
                throw new IllegalArgumentException("The socket path '" + path + "' is not absolute");
            }
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }

    /**
     * Reads {@code HOST}, {@code HOST:PORT}, {@code [IPV6]:PORT}, {@code [IPV6]}, a bare IPv6 literal, or the absolute
     * path of a Unix socket.
     *
     * @throws IllegalArgumentException with one sentence that says what is wrong
     */
    static Endpoint parse(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("The server's address is empty: give HOST, HOST:PORT or /path/to.sock");
        }
        if (text.startsWith("/")) {
            return new UnixSocket(Path.of(text));
        }
        if (text.startsWith("[")) {
            return parseBracketed(text);
        }
        int colon = text.indexOf(':');
        if (colon < 0 || colon != text.lastIndexOf(':')) {
            return new Tcp(text, DEFAULT_PORT);
        }
        return new Tcp(text.substring(0, colon), parsePort(text, text.substring(colon + 1)));
    }

    private static Endpoint parseBracketed(String text) {
        int close = text.indexOf(']');
        String host = close < 0 ? "" : text.substring(1, close);
        if (host.indexOf(':') < 0) {
            throw new IllegalArgumentException("'" + text + "' is not of the form [IPV6]:PORT");
        }
        String rest = text.substring(close + 1);
        if (rest.isEmpty()) {
            return new Tcp(host, DEFAULT_PORT);
        }
        if (!rest.startsWith(":")) {
            throw new IllegalArgumentException("'" + text + "' is not of the form [IPV6]:PORT");
        }
        return new Tcp(host, parsePort(text, rest.substring(1)));
    }

    private static int parsePort(String text, String port) {
        if (!port.matches("[0-9]{1,5}")) {
            throw new IllegalArgumentException("'" + text + "' does not end in a port number between 1 and 65535");
        }
        return Integer.parseInt(port);
    }
}
