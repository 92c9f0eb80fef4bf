package io.mysqlclone.kubectl.report;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.mysqlclone.api.v1alpha1.MySQLClone;
import io.mysqlclone.kubectl.cluster.ApiSentences;
import io.mysqlclone.kubectl.cluster.Cluster;
import io.mysqlclone.kubectl.cluster.ExitCode;
import io.mysqlclone.kubectl.cluster.Refusal;
import io.mysqlclone.kubectl.view.OneClone;
import io.mysqlclone.kubectl.view.Style;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What tells why a clone does what it does, in one file, without secrets. */
public final class SupportBundle {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Cluster cluster;
    private final Clock clock;
    private final String version;
    private final Optional<String> operatorNamespace;
    private final List<String> missing = new ArrayList<>();

    /**
     * A bundle that was written.
     *
     * @param missing what could not be read, and why
     */
    public record Written(Path file, int entries, long bytes, List<String> missing) {}

    /**
     * A bundle of a clone in {@code cluster}.
     *
     * @param version the plugin's
     * @param operatorNamespace empty: it is looked for
     */
    public SupportBundle(Cluster cluster, Clock clock, String version, Optional<String> operatorNamespace) {
        this.cluster = cluster;
        this.clock = clock;
        this.version = version;
        this.operatorNamespace = operatorNamespace;
    }

    /**
     * Writes it.
     *
     * @param wanted empty: a file named after the clone and the time, in the working directory
     * @throws Refusal if there is no such clone, or the file cannot be written
     */
    public Written write(String name, Optional<Path> wanted) {
        MySQLClone clone = cluster.get(name);
        Instant now = clock.instant();
        String folder = "mysqlclone-report-" + cluster.namespace() + "-" + name + "-" + TIME.format(now);
        Path file = wanted.orElseGet(() -> Path.of(folder + ".tar.gz"));
        try (Archive archive = Archive.create(file, folder, now)) {
            archive.add("clone.yaml", Harmless.yaml(clone));
            archive.add(
                    "status.txt", Scrubber.scrub(String.join("\n", OneClone.lines(clone, Style.PLAIN, now)) + "\n"));
            new CloneSources(cluster, this::part).add(clone, archive);
            new OperatorSources(cluster, this::part).add(operatorNamespace, archive);
            new VersionSources(cluster, this::part).add(version, archive);
            archive.add("README.txt", readme(clone, now));
            int entries = archive.entries();
            return new Written(file, entries, archive.finish(), List.copyOf(missing));
        } catch (FileAlreadyExistsException e) {
            throw new Refusal(ExitCode.FILE, file + " exists already: give another --file.");
        } catch (IOException e) {
            throw cannotWrite(file, e);
        } catch (UncheckedIOException e) {
            throw cannotWrite(file, e);
        }
    }

    private static Refusal cannotWrite(Path file, Exception cause) {
        return new Refusal(ExitCode.FILE, file + " cannot be written: " + cause.getMessage() + ".");
    }

    /** Something that is left out when it may not be read, or is not there any more. */
    private void part(String what, Runnable reading) {
        try {
            reading.run();
        } catch (KubernetesClientException e) {
            missing.add(what + ": " + ApiSentences.sentence(e, cluster.server()));
        }
    }

    private String readme(MySQLClone clone, Instant now) {
        return """
                Report of MySQLClone %s/%s, made %s by %s.

                clone.yaml     the resource
                status.txt     the same as kubectl mysqlclone status shows it
                schedule.yaml  the MySQLCloneSchedule that has made it, when one has
                events.yaml    events of it, of its pods and of that
                pods/          recipient and agents, as Kubernetes has them
                claims/        the recipient's volume
                logs/          of agents, the last 10 MiB each
                operator/      the operator's pods and logs
                versions.yaml  of everything

                No Secret was read. Values of variables, arguments, headers and annotations are removed, unless they are
                known to be harmless, and so is what looks like a secret in logs and messages. Names of hosts, users,
                tables and files are in it.

                Not in it:
                %s
                """.formatted(
                        clone.getMetadata().getNamespace(),
                        clone.getMetadata().getName(),
                        now,
                        version,
                        missing.isEmpty() ? "nothing that was looked for" : String.join("\n", missing));
    }

    /** Reads one part of a bundle. */
    interface Part {
        /** Runs {@code reading}; when the API server refuses, {@code what} is listed as missing. */
        void read(String what, Runnable reading);
    }
}
