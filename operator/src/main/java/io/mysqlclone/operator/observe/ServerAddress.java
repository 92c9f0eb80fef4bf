package io.mysqlclone.operator.observe;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where mysqld listens, as another container of its pod reaches it, from its command line and the variables of the known
 * images. What an option file says of it nobody can see.
 */
final class ServerAddress {

    private static final String LOOPBACK = "127.0.0.1";
    private static final String PORT = "3306";

    /** Bitnami's image; the others have none for it. */
    private static final String PORT_VARIABLE = "MYSQL_PORT_NUMBER";

    /** Addresses that stand for all of a host, and so for its loopback interface. */
    private static final Set<String> ANY = Set.of("*", "0.0.0.0", "::", "");

    private ServerAddress() {}

    /** Host and port, or the path of a socket; empty when it is what everybody has, 127.0.0.1:3306. */
    static Optional<String> of(Pod pod, Container container) {
        CommandLine command = CommandLine.of(pod, container);
        boolean local = command.has("skip-networking")
                || command.value("skip-networking").filter(ServerAddress::isOn).isPresent();
        if (local) {
            return command.value("socket");
        }
        String port = command.value("port")
                .or(() -> CommandLine.variable(pod, container, PORT_VARIABLE))
                .filter(text -> text.matches("[0-9]{1,5}"))
                .orElse(PORT);
        String address = address(command.value("bind-address").orElse(""));
        String told = (address.contains(":") ? "[" + address + "]" : address) + ":" + port;
        return told.equals(LOOPBACK + ":" + PORT) ? Optional.empty() : Optional.of(told);
    }

    private static boolean isOn(String value) {
        return value.equals("1") || value.equalsIgnoreCase("on");
    }

    /** One of a list, the loopback interface's rather than another. */
    private static String address(String bound) {
        List<String> addresses = Arrays.stream(bound.split(","))
                .map(String::strip)
                // A name of a network namespace may follow the address.
                .map(address -> address.contains("/") ? address.substring(0, address.indexOf('/')) : address)
                .toList();
        boolean loopback = addresses.contains(LOOPBACK)
                || addresses.contains("localhost")
                || addresses.stream().anyMatch(ANY::contains)
                // Something that could not be put in here.
                || addresses.stream().anyMatch(address -> address.contains("$"));
        return loopback ? LOOPBACK : addresses.getFirst();
    }
}
