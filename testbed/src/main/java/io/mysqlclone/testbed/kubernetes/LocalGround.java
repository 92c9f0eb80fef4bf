package io.mysqlclone.testbed.kubernetes;

import io.mysqlclone.testbed.Shell;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A cluster that {@code testbed/cluster} starts on this machine, which takes Linux and root. */
final class LocalGround implements Ground {

    private final String name;

    private LocalGround(String name) {
        this.name = name;
    }

    /** Why there can be none on this machine; empty when there can. */
    static Optional<String> obstacle() {
        try {
            Shell.answer(List.of(Shell.script("testbed/cluster").toString(), "possible"), "");
            return Optional.empty();
        } catch (IllegalStateException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Starts a new one in place of one that an earlier run left. */
    static LocalGround start(String name) {
        var ground = new LocalGround(name);
        ground.script("down");
        ground.script("up");
        return ground;
    }

    @Override
    public Path kubeconfig() {
        return Path.of(script("kubeconfig"));
    }

    @Override
    public Path program(String program) {
        return Path.of(script("path"), program);
    }

    @Override
    public void load(Path archive) {
        script("load", archive.toString());
    }

    @Override
    public Optional<KubernetesCluster.Node> node() {
        return Optional.of(new KubernetesCluster.Node() {
            @Override
            public void stop() {
                script("node", "stop");
            }

            @Override
            public void start() {
                script("node", "start");
            }
        });
    }

    @Override
    public void close() {
        script("down");
    }

    private String script(String... arguments) {
        var command = new ArrayList<String>();
        command.add(Shell.script("testbed/cluster").toString());
        command.add("--name");
        command.add(name);
        command.addAll(List.of(arguments));
        return Shell.output(command, Optional.of(ProcessBuilder.Redirect.INHERIT));
    }
}
