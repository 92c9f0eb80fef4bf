package io.mysqlclone.testbed.kubernetes;

import io.mysqlclone.testbed.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/**
 * A cluster in a container: k3s, of the Kubernetes version that {@code testbed/cluster} builds. Not tried by this project's
 * own CI, which has no Docker engine: there every test runs on {@link LocalGround}.
 */
final class K3sGround implements Ground {

    private static final DockerImageName IMAGE = DockerImageName.parse("rancher/k3s:v1.34.4-k3s1");

    private static final int SMALL_VOLUMES = 3;

    /** k3s has a default StorageClass; this one is there to be filled up. */
    private static final String SMALL_CLASS = """
            apiVersion: storage.k8s.io/v1
            kind: StorageClass
            metadata: {name: small}
            provisioner: kubernetes.io/no-provisioner
            volumeBindingMode: WaitForFirstConsumer
            """;

    private final K3sContainer container;
    private final Path kubeconfig;

    private K3sGround(K3sContainer container, Path kubeconfig) {
        this.container = container;
        this.kubeconfig = kubeconfig;
    }

    /** Why there can be none on this machine; empty when there can. */
    static Optional<String> obstacle() {
        return DockerClientFactory.instance().isDockerAvailable()
                ? Optional.empty()
                : Optional.of("no Docker engine answers.");
    }

    /** Starts one, and gives it small volumes in memory. */
    static K3sGround start() {
        var container = new K3sContainer(IMAGE);
        Map<String, String> inMemory = new HashMap<>(container.getTmpFsMapping());
        var objects = new StringBuilder(SMALL_CLASS);
        for (int volume = 0; volume < SMALL_VOLUMES; volume++) {
            inMemory.put("/small-" + volume, "rw,size=300m");
            objects.append(smallVolume(volume));
        }
        container.setTmpFsMapping(inMemory);
        container.start();
        try {
            Path kubeconfig = Files.createTempFile("k3s", ".kubeconfig");
            Files.writeString(kubeconfig, container.getKubeConfigYaml());
            var ground = new K3sGround(container, kubeconfig);
            Shell.answer(
                    List.of(ground.program("kubectl").toString(), "--kubeconfig=" + kubeconfig, "create", "-f", "-"),
                    objects.toString());
            return ground;
        } catch (IOException e) {
            container.stop();
            throw new UncheckedIOException("cannot keep the kubeconfig of k3s", e);
        }
    }

    @Override
    public Path kubeconfig() {
        return kubeconfig;
    }

    /** From the {@code PATH}, or else built by {@code testbed/cluster}. */
    @Override
    public Path program(String name) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseGet(() -> Path.of(
                        Shell.output(
                                List.of(Shell.script("testbed/cluster").toString(), "path"),
                                Optional.of(ProcessBuilder.Redirect.INHERIT)),
                        name));
    }

    @Override
    public void load(Path archive) {
        String inside = "/tmp/" + archive.getFileName();
        container.copyFileToContainer(MountableFile.forHostPath(archive), inside);
        execute("ctr", "--namespace=k8s.io", "images", "import", inside);
        execute("rm", inside);
    }

    /** The container is the control plane as well. */
    @Override
    public Optional<KubernetesCluster.Node> node() {
        return Optional.empty();
    }

    @Override
    public void close() {
        container.stop();
        try {
            Files.deleteIfExists(kubeconfig);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String smallVolume(int number) {
        return """
                ---
                apiVersion: v1
                kind: PersistentVolume
                metadata: {name: small-%1$d}
                spec:
                  storageClassName: small
                  capacity: {storage: 300Mi}
                  accessModes: [ReadWriteOnce]
                  persistentVolumeReclaimPolicy: Retain
                  local: {path: /small-%1$d}
                  nodeAffinity:
                    required:
                      nodeSelectorTerms:
                        - matchExpressions: [{key: kubernetes.io/hostname, operator: Exists}]
                """.formatted(number);
    }

    private void execute(String... command) {
        try {
            var result = container.execInContainer(command);
            if (result.getExitCode() != 0) {
                throw new IllegalStateException("in k3s, " + String.join(" ", command) + " ended with exit code "
                        + result.getExitCode() + ": " + result.getStderr());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while k3s ran " + command[0], e);
        }
    }
}
