package io.mysqlclone.operator.observe;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which of its mounts a container has its data directory in, and where: as the resource says, as mysqld is told on its
 * command line, as the known images, charts and operators have it, or the only claim that it mounts.
 */
final class DataMount {

    /** Where the known images keep their data, the deeper path first. */
    private static final List<String> KNOWN = List.of("/bitnami/mysql", "/var/lib/mysql");

    /** Where mysqld of the known images reads options from. */
    private static final Set<String> OPTION_FILES = Set.of(
            "/etc/my.cnf", "/etc/my.cnf.d", "/etc/mysql", "/usr/etc", "/opt/bitnami/mysql/conf", "/etc/mysql/conf.d");

    private final Pod pod;
    private final Overrides overrides;
    private final Optional<String> claimName;

    /**
     * @param claimName in which claim the data must be, when that is known already
     */
    DataMount(Pod pod, Overrides overrides, Optional<String> claimName) {
        this.pod = pod;
        this.overrides = overrides;
        this.claimName = claimName;
    }

    /** The mount, if the container has it. */
    Optional<VolumeMount> of(Container container) {
        List<VolumeMount> mounts = container.getVolumeMounts();
        if (overrides.volume().isPresent()) {
            return mounts.stream()
                    .filter(mount -> mount.getName().equals(overrides.volume().get()))
                    .findFirst();
        }
        if (claimName.isPresent()) {
            return mounts.stream()
                    .filter(mount -> PodFinder.claimOf(pod, mount.getName()).equals(claimName))
                    .findFirst();
        }
        Optional<String> told = told(container);
        List<String> wanted = told.map(List::of).orElse(KNOWN);
        Optional<VolumeMount> known = wanted.stream()
                .flatMap(path -> mounts.stream().filter(mount -> PodFinder.contains(mount.getMountPath(), path)))
                .findFirst();
        return known.or(() -> told.isPresent() ? Optional.empty() : onlyClaim(mounts));
    }

    private Optional<VolumeMount> onlyClaim(List<VolumeMount> mounts) {
        List<VolumeMount> claims = mounts.stream()
                .filter(mount -> PodFinder.claimOf(pod, mount.getName()).isPresent())
                .toList();
        return claims.size() == 1 ? Optional.of(claims.getFirst()) : Optional.empty();
    }

    /** The data directory in that container. */
    String directory(Container container, VolumeMount mount) {
        String mountPath = PodFinder.withoutSlash(mount.getMountPath());
        return told(container)
                .filter(path -> PodFinder.contains(mountPath, path))
                .or(() -> known(container, mount))
                .orElse(mountPath);
    }

    private Optional<String> told(Container container) {
        return overrides
                .dataDirectory()
                .or(() -> CommandLine.of(pod, container).value("datadir"))
                .map(PodFinder::withoutSlash)
                .filter(path -> path.startsWith("/"));
    }

    private static Optional<String> known(Container container, VolumeMount mount) {
        String mountPath = PodFinder.withoutSlash(mount.getMountPath());
        boolean moco = container.getName().equals("mysqld") && mount.getName().equals("mysql-data");
        boolean bitnami = mountPath.equals("/bitnami/mysql");
        return moco || bitnami ? Optional.of(mountPath + "/data") : Optional.empty();
    }

    /** The option file or directory that may name another data directory than the one that is taken; empty: none may. */
    Optional<String> doubt(Container container, VolumeMount mount) {
        if (told(container).isPresent() || known(container, mount).isPresent()) {
            return Optional.empty();
        }
        CommandLine command = CommandLine.of(pod, container);
        return Stream.concat(
                        Stream.of("defaults-file", "defaults-extra-file")
                                .map(command::value)
                                .flatMap(Optional::stream),
                        container.getVolumeMounts().stream()
                                .filter(other -> !other.getName().equals(mount.getName()))
                                .map(VolumeMount::getMountPath)
                                .filter(Objects::nonNull)
                                .filter(DataMount::holdsOptions))
                .findFirst();
    }

    private static boolean holdsOptions(String path) {
        return OPTION_FILES.stream().anyMatch(file -> PodFinder.contains(file, path));
    }
}
