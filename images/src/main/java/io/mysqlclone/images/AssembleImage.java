package io.mysqlclone.images;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.LogEvent;
import com.google.cloud.tools.jib.api.RegistryImage;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import com.google.cloud.tools.jib.api.buildplan.Port;
import com.google.cloud.tools.jib.frontend.CredentialRetrieverFactory;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Puts a staged program on the base, and writes the image as a docker-archive or pushes it to a registry. The same input
 * gives the same image, byte by byte.
 */
@Command(name = "assemble", description = "Makes a container image of a staged program.")
final class AssembleImage implements Callable<Integer> {
    @Option(names = "--program", required = true, description = "clone-agent or mysql-clone-operator")
    private String program = "";

    @Option(names = "--base", required = true, description = "docker-archive that the image stands on")
    private Path base = Path.of("");

    @Option(names = "--stage", required = true, description = "directory with the files to add, at their paths")
    private Path stage = Path.of("");

    @Option(names = "--architecture", required = true, description = "amd64, arm64, ...")
    private String architecture = "";

    @Option(names = "--version", required = true, description = "for the label of that name")
    private String version = "";

    @Option(names = "--revision", required = true, description = "commit, for the label of that name")
    private String revision = "";

    @Option(names = "--created", required = true, description = "time of creation")
    private Instant created = Instant.EPOCH;

    @Option(names = "--base-cache", required = true, description = "directory that keeps the base's layers")
    private Path baseCache = Path.of("");

    @Option(names = "--cache", required = true, description = "directory that keeps the stage's layers")
    private Path cache = Path.of("");

    @Option(names = "--archive", description = "file to write a docker-archive to")
    private @Nullable Path archive;

    @Option(names = "--push", description = "push the image instead")
    private boolean push;

    @Option(names = "--insecure", description = "the registry may speak plain HTTP")
    private boolean insecure;

    @Option(names = "--image", required = true, description = "reference of the image: registry, name and tag")
    private String image = "";

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        var reference = ImageReference.parse(image);
        var container = describe().containerize(target(reference));
        if (push) {
            out().printf("    %s@%s%n", image, container.getDigest());
        }
        return 0;
    }

    private JibContainerBuilder describe() throws Exception {
        var described = Program.named(program);
        return Jib.from(TarImage.at(base))
                .setPlatforms(Set.of(new Platform(architecture, "linux")))
                .setFormat(push ? ImageFormat.OCI : ImageFormat.Docker)
                .setFileEntriesLayers(new Stage(stage).layers())
                .setEntrypoint(described.entrypoint())
                .setEnvironment(new TreeMap<>(described.environment()))
                .setUser(described.user())
                .setExposedPorts(described.ports().stream().map(Port::tcp).collect(Collectors.toSet()))
                .setLabels(new TreeMap<>(labels(described)))
                .setCreationTime(created);
    }

    private Map<String, String> labels(Program described) {
        return Map.of(
                "org.opencontainers.image.title",
                described.title(),
                "org.opencontainers.image.description",
                described.description(),
                "org.opencontainers.image.version",
                version,
                "org.opencontainers.image.revision",
                revision,
                "org.opencontainers.image.created",
                created.toString(),
                "org.opencontainers.image.licenses",
                "Apache-2.0");
    }

    private Containerizer target(ImageReference reference) throws Exception {
        var containerizer = push
                ? Containerizer.to(registry(reference))
                : Containerizer.to(TarImage.at(archiveFile()).named(reference));
        return containerizer
                .setBaseImageLayersCache(baseCache)
                .setApplicationLayersCache(cache)
                .setAllowInsecureRegistries(insecure)
                .setOfflineMode(!push)
                .setToolName("images/build")
                .setToolVersion(version)
                .addEventHandler(LogEvent.class, this::log);
    }

    private RegistryImage registry(ImageReference reference) throws Exception {
        var credentials = CredentialRetrieverFactory.forImage(reference, this::log);
        return RegistryImage.named(reference)
                .addCredentialRetriever(credentials.dockerConfig())
                .addCredentialRetriever(credentials.wellKnownCredentialHelpers());
    }

    private Path archiveFile() {
        if (archive == null) {
            throw new IllegalArgumentException("--archive or --push is needed");
        }
        return archive;
    }

    private void log(LogEvent event) {
        if (event.getLevel() == LogEvent.Level.ERROR || event.getLevel() == LogEvent.Level.WARN) {
            err().println("    " + event.getMessage());
        }
    }

    private PrintWriter out() {
        return commandLine().getOut();
    }

    private PrintWriter err() {
        return commandLine().getErr();
    }

    private CommandLine commandLine() {
        return java.util.Objects.requireNonNull(spec).commandLine();
    }
}
