package io.mysqlclone.operator.observe;

import java.util.List;
import java.util.Optional;

/**
 * What the resource says of the recipient's pod, where the operator would otherwise look for it.
 *
 * @param container mysqld's container
 * @param volume the pod's volume with the data
 * @param subPath the directory in that volume which mysqld's container mounts
 * @param dataDirectory the data directory as mysqld's container sees it, absolute
 * @param runAsUser the user that owns the data
 * @param logIndexFiles index files of logs outside the data directory, as mysqld's container sees them, absolute
 * @param places directories outside the data directory for tablespaces of the clone, likewise
 * @param listener where mysqld listens
 */
record Overrides(
        Optional<String> container,
        Optional<String> volume,
        Optional<String> subPath,
        Optional<String> dataDirectory,
        Optional<Long> runAsUser,
        List<String> logIndexFiles,
        List<String> places,
        Optional<Listener> listener) {

    /**
     * Where mysqld listens.
     *
     * @param field of the resource that says so
     * @param address as another container of its pod reaches it: host and port, or the path of a socket
     */
    record Listener(String field, String address) {}

    static final Overrides NONE = new Overrides(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of());

    /** Without a word of where mysqld listens. */
    Overrides(
            Optional<String> container,
            Optional<String> volume,
            Optional<String> subPath,
            Optional<String> dataDirectory,
            Optional<Long> runAsUser,
            List<String> logIndexFiles,
            List<String> places) {
        this(container, volume, subPath, dataDirectory, runAsUser, logIndexFiles, places, Optional.empty());
    }

    Overrides {
        logIndexFiles = List.copyOf(logIndexFiles);
        places = List.copyOf(places);
    }
}
