package io.mysqlclone.operator.observe;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Which container of a pod mysqld runs in: the one that mounts the data and runs mysqld, whatever stands before it. Meshes
 * put their proxies first, exporters are called after mysqld, and what makes backups mounts the data too.
 */
final class MysqldContainer {

    private static final Set<String> NAMES = Set.of("mysql", "mysqld");

    /** Parts of the names of images that run mysqld. */
    private static final Set<String> IMAGES = Set.of("mysql", "percona-server");

    /** Of images that are called after mysqld and are something else. */
    private static final Set<String> OTHER_IMAGES =
            Set.of("exporter", "xtrabackup", "router", "shell", "agent", "sidecar", "toolkit", "backup");

    private static final String MYSQLD = "mysqld";

    private final Pod pod;
    private final DataMount mounts;

    MysqldContainer(Pod pod, DataMount mounts) {
        this.pod = pod;
        this.mounts = mounts;
    }

    /** Exactly one of the two is there. */
    record Choice(Optional<Container> container, String trouble) {}

    /**
     * @param named what the resource says
     */
    Choice choose(Optional<String> named) {
        List<Container> containers = pod.getSpec().getContainers();
        if (named.isPresent()) {
            return containers.stream()
                    .filter(container -> container.getName().equals(named.get()))
                    .findFirst()
                    .map(MysqldContainer::of)
                    .orElseGet(() -> none("it has no container " + named.get() + "; set recipient.container to one of "
                            + names(containers)));
        }
        List<Container> candidates = containers.stream()
                .filter(container -> containers.size() == 1 || signs(container).any())
                .toList();
        if (candidates.isEmpty()) {
            return none(
                    "no container of it is called mysql or mysqld, runs mysqld or an image of that name, or mounts a"
                            + " claim where mysqld keeps its data; set recipient.container to one of "
                            + names(containers));
        }
        Signs best = candidates.stream().map(this::signs).max(Signs.ORDER).orElseThrow();
        List<Container> equal = candidates.stream()
                .filter(container -> Signs.ORDER.compare(signs(container), best) == 0)
                .toList();
        return equal.size() == 1
                ? of(equal.getFirst())
                : none("mysqld may run in any of its containers " + names(equal) + "; set recipient.container");
    }

    private static Choice of(Container container) {
        return new Choice(Optional.of(container), "");
    }

    private static Choice none(String trouble) {
        return new Choice(Optional.empty(), trouble);
    }

    private static String names(List<Container> containers) {
        return String.join(", ", containers.stream().map(Container::getName).toList());
    }

    /**
     * @param mounts whether it mounts a volume where its data would be
     * @param command 2: it runs mysqld; 1: whatever its image does; 0: something else
     */
    private record Signs(boolean mounts, boolean name, int command, boolean image) {

        static final Comparator<Signs> ORDER = Comparator.comparing(Signs::mounts)
                .thenComparing(Signs::name)
                .thenComparingInt(Signs::command)
                .thenComparing(Signs::image);

        boolean any() {
            return mounts || name || image || command == 2;
        }
    }

    private Signs signs(Container container) {
        CommandLine command = CommandLine.of(pod, container);
        int runs = command.runs(MYSQLD) || command.value("datadir").isPresent() ? 2 : command.isEmpty() ? 1 : 0;
        String image = imageName(container);
        boolean known = IMAGES.stream().anyMatch(image::contains)
                && OTHER_IMAGES.stream().noneMatch(image::contains);
        Optional<VolumeMount> data = mounts.of(container);
        return new Signs(data.isPresent(), NAMES.contains(container.getName()), runs, known);
    }

    /** The last part of the image's path, without tag and digest. */
    private static String imageName(Container container) {
        String image = Objects.requireNonNullElse(container.getImage(), "");
        String name = image.substring(image.lastIndexOf('/') + 1);
        return name.split("[:@]", 2)[0];
    }
}
