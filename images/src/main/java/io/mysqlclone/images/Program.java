package io.mysqlclone.images;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How a program runs in its image. The files of its stage decide the rest.
 *
 * @param name of the image, and of the program's directory in {@code /opt}
 * @param title for the label of that name
 * @param description for the label of that name
 * @param entrypoint the command
 * @param environment variables besides the {@code PATH}
 * @param user numeric user and group, so that a kubelet sees that it is not root
 * @param ports that it listens on
 */
record Program(
        String name,
        String title,
        String description,
        List<String> entrypoint,
        Map<String, String> environment,
        String user,
        Set<Integer> ports) {

    private static final Map<String, String> ENVIRONMENT = Map.of(
            "JAVA_HOME",
            "/opt/java",
            "LANG",
            "C.UTF-8",
            "PATH",
            "/opt/clone-agent/bin:/opt/java/bin:/usr/bin:/usr/sbin");

    /** The user is the official MySQL image's; a recipient's pod says which one it really is. */
    static final Program CLONE_AGENT = new Program(
            "clone-agent",
            "clone-agent",
            "Clones a running MySQL server into a directory that mysqld starts on",
            List.of("/opt/clone-agent/bin/clone-agent"),
            ENVIRONMENT,
            "999:999",
            Set.of(9340));

    /** Its JVM's options are in a file that training runs take too: an AOT cache is good for these options only. */
    static final Program OPERATOR = new Program(
            "mysql-clone-operator",
            "mysql-clone-operator",
            "Provisions MySQL replicas by cloning a running server's physical data",
            List.of(
                    "/opt/java/bin/java",
                    "@/opt/mysql-clone-operator/java.options",
                    "-XX:AOTCache=/opt/mysql-clone-operator/mysql-clone-operator.aot",
                    "-jar",
                    "/opt/mysql-clone-operator/mysql-clone-operator-runner.jar"),
            ENVIRONMENT,
            "65532:65532",
            Set.of(8080));

    Program {
        entrypoint = List.copyOf(entrypoint);
        environment = Map.copyOf(environment);
        ports = Set.copyOf(ports);
    }

    /** The program of an image's name. */
    static Program named(String name) {
        return List.of(CLONE_AGENT, OPERATOR).stream()
                .filter(program -> program.name().equals(name))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("no program " + name));
    }
}
