package io.mysqlclone.images;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A directory with the files that an image has besides the base, at the paths that they have there.
 *
 * <p>They become layers by how often they change. The times of files are kept, because an AOT cache is good for jars of
 * certain times only; owners and permissions are not.
 */
record Stage(Path directory) {
    private enum Layer {
        LIBRARIES,
        APPLICATION,
        AOT_CACHE
    }

    /** The layers, the one that changes least often first. */
    List<FileEntriesLayer> layers() throws IOException {
        Map<Layer, FileEntriesLayer.Builder> layers = new EnumMap<>(Layer.class);
        try (var walk = Files.walk(directory)) {
            for (var file : walk.filter(Files::isRegularFile).sorted().toList()) {
                var layer = layerOf(file);
                layers.computeIfAbsent(layer, _ -> FileEntriesLayer.builder().setName(layer.name()))
                        .addEntry(
                                file,
                                AbsoluteUnixPath.get("/" + directory.relativize(file)),
                                FilePermissions.fromOctalString(Files.isExecutable(file) ? "755" : "644"),
                                Files.getLastModifiedTime(file).toInstant());
            }
        }
        return layers.values().stream().map(FileEntriesLayer.Builder::build).toList();
    }

    private static Layer layerOf(Path file) {
        var name = String.valueOf(file.getFileName());
        if (name.endsWith(".aot")) {
            return Layer.AOT_CACHE;
        }
        boolean ours = name.startsWith("clone-agent") || name.startsWith("io.mysqlclone.") || name.startsWith("mysql-");
        return name.endsWith(".jar") && !ours ? Layer.LIBRARIES : Layer.APPLICATION;
    }
}
