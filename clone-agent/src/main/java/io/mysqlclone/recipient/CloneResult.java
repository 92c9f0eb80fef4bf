package io.mysqlclone.recipient;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A clone that is complete, verified and durable.
 *
 * @param donor the donor's address as the user gave it
 * @param donorVersion the donor's full version string
 * @param donorServerUuid the donor's {@code server_uuid}, where it is known
 * @param dataDir where the clone lies
 * @param inPlace whether mysqld swaps the clone in at its next start
 * @param dataBytes bytes written to files, over all processes that worked on it
 * @param networkBytes bytes received by this process
 * @param files data files of the snapshot
 * @param pages result of page verification
 * @param took time this process worked
 * @param resumed whether an earlier process' work was continued
 * @param alreadyComplete whether an earlier process had finished and nothing was done now
 * @param innodbDirectories directories that mysqld must be given by {@code innodb_directories}
 * @param stages one entry per stage
 */
public record CloneResult(
        String donor,
        String donorVersion,
        Optional<String> donorServerUuid,
        Path dataDir,
        boolean inPlace,
        long dataBytes,
        long networkBytes,
        int files,
        Pages pages,
        Duration took,
        boolean resumed,
        boolean alreadyComplete,
        List<Path> innodbDirectories,
        List<Progress.StageProgress> stages) {

    public CloneResult {
        innodbDirectories = List.copyOf(innodbDirectories);
        stages = List.copyOf(stages);
    }

    /**
     * What page verification saw.
     *
     * @param verified pages whose checksum agreed (all-zero pages included)
     * @param unverifiable pages that can't be checked without their key or decompression
     */
    public record Pages(long verified, long unverifiable) {}
}
