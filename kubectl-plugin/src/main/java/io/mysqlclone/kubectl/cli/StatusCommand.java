package io.mysqlclone.kubectl.cli;

import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.api.v1alpha1.MySQLCloneSchedule;
import io.mysqlclone.kubectl.cluster.Cluster;
import io.mysqlclone.kubectl.cluster.ExitCode;
import io.mysqlclone.kubectl.cluster.Refusal;
import io.mysqlclone.kubectl.view.Facts;
import io.mysqlclone.kubectl.view.JsonView;
import io.mysqlclone.kubectl.view.ManyClones;
import io.mysqlclone.kubectl.view.OneClone;
import io.mysqlclone.kubectl.view.Schedules;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code kubectl mysqlclone status}. */
@Command(
        name = "status",
        header = "Shows one clone, or all: how far, how fast, and who it waits for.",
        customSynopsis = "kubectl mysqlclone status [NAME] [OPTION...]",
        description = {
            "",
            "With -w and a NAME it ends when the clone has ended: with 0 when it is Ready, with 5 when it has Failed, with 4"
                    + " when it was deleted. With -w alone it goes on until it is told to stop."
        },
        footer = {
            "  kubectl mysqlclone status -A",
            "  kubectl mysqlclone status fill-replica -n shop -w",
            "  kubectl mysqlclone status -o json | jq '.[] | select(.needsPerson != [])'"
        })
final class StatusCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description = "The MySQLClone, or a MySQLCloneSchedule. Default: all of the namespace.")
    private @Nullable String name;

    @Option(
            names = {"-A", "--all-namespaces"},
            description = "Those of all namespaces.")
    private boolean allNamespaces;

    @Option(
            names = {"-w", "--watch"},
            description = "Go on showing it: redrawn in a terminal, elsewhere a line at each change.")
    private boolean watch;

    @Option(
            names = {"-o", "--output"},
            arity = "1",
            paramLabel = "json",
            converter = Formats.class,
            description = "json: an object for a NAME, an array for all; with -w an object a line.")
    private Format format = Format.TEXT;

    @Mixin
    private ClusterOptions options = new ClusterOptions();

    private final Surroundings surroundings;

    StatusCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        Optional<String> one = Optional.ofNullable(name);
        if (one.isPresent() && allNamespaces) {
            throw new Refusal(ExitCode.USAGE, "a NAME is of one namespace: leave out -A, or the name.");
        }
        try (Cluster cluster = options.open()) {
            if (!watch) {
                one.ifPresentOrElse(each -> show(cluster, each), () -> show(cluster, cluster.list(allNamespaces)));
                return ExitCode.DONE.code();
            }
            one.ifPresent(cluster::get);
            try (SharedIndexInformer<MySQLClone> clones = cluster.watch(one, allNamespaces)) {
                return new StatusWatch(surroundings, format == Format.JSON, one, allNamespaces)
                        .follow(clones)
                        .code();
            }
        }
    }

    /** A clone, or where there is none of that name the schedule that is called so. */
    private void show(Cluster cluster, String name) {
        Optional<MySQLClone> clone = cluster.find(name);
        Optional<MySQLCloneSchedule> schedule =
                clone.isPresent() || format == Format.JSON ? Optional.empty() : cluster.findSchedule(name);
        schedule.ifPresentOrElse(
                each -> Schedules.lines(
                                each, surroundings.style(), surroundings.clock().instant())
                        .forEach(surroundings.out()::println),
                () -> show(clone.orElseGet(() -> cluster.get(name))));
    }

    private void show(MySQLClone clone) {
        if (format == Format.JSON) {
            surroundings.out().println(JsonView.of(clone));
            return;
        }
        OneClone.lines(clone, surroundings.style(), surroundings.clock().instant())
                .forEach(surroundings.out()::println);
    }

    private void show(Cluster cluster, List<MySQLClone> clones) {
        if (format == Format.JSON) {
            surroundings.out().println(JsonView.of(clones));
            return;
        }
        List<String> schedules = Schedules.summaries(
                cluster.schedules(allNamespaces),
                allNamespaces,
                surroundings.style(),
                surroundings.clock().instant());
        if (clones.isEmpty() && schedules.isEmpty()) {
            surroundings
                    .err()
                    .println("There is no MySQLClone in "
                            + (allNamespaces ? "any namespace." : "namespace \"" + cluster.namespace() + "\"."));
            return;
        }
        if (!clones.isEmpty()) {
            ManyClones.lines(clones, allNamespaces, surroundings.style()).forEach(surroundings.out()::println);
        }
        schedules.forEach(surroundings.out()::println);
        long ended = clones.stream().filter(clone -> new Facts(clone).ended()).count();
        if (surroundings.terminal() && ended < clones.size()) {
            surroundings.err().println((clones.size() - ended) + " under way; -w follows them.");
        }
    }

    enum Format {
        TEXT,
        JSON
    }

    /** The one format besides text. */
    static final class Formats implements ITypeConverter<Format> {
        @Override
        public Format convert(String text) {
            if (!text.equals("json")) {
                throw new TypeConversionException("json");
            }
            return Format.JSON;
        }
    }
}
