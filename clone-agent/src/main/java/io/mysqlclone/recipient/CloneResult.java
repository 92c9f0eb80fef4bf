package io.mysqlclone.recipient;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A clone that is complete, verified and durable; whether mysqld takes it over is another question.
 *
 * @param donor the donor's address as the user gave it
 * @param donorVersion the donor's full version string
 * @param donorServerUuid the donor's {@code server_uuid}, where it is known
 * @param dataDir where the clone lies
 * @param inPlace whether it is for the data directory of a server, whose data it replaces
 * @param committed whether mysqld takes it over at its next start; until then a clone in place is only staged
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
        boolean committed,
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

    /** The same with the rows of its stages. */
    public CloneResult withStages(List<Progress.StageProgress> rows) {
        return with(committed, networkBytes, took, resumed, alreadyComplete, rows);
    }

    /** The same, which mysqld takes over at its next start. */
    public CloneResult asCommitted() {
        return with(true, networkBytes, took, resumed, alreadyComplete, stages);
    }

    /** The same, as found by a process that had nothing to transfer. */
    public CloneResult asFound() {
        return with(committed, 0, Duration.ZERO, false, true, stages);
    }

    private CloneResult with(
            boolean nowCommitted,
            long received,
            Duration time,
            boolean continued,
            boolean found,
            List<Progress.StageProgress> rows) {
        return new CloneResult(
                donor,
                donorVersion,
                donorServerUuid,
                dataDir,
                inPlace,
                nowCommitted,
                dataBytes,
                received,
                files,
                pages,
                time,
                continued,
                found,
                innodbDirectories,
                rows);
    }

    /**
     * What page verification saw.
     *
     * @param verified pages whose checksum agreed (all-zero pages included)
     * @param unverifiable pages that can't be checked without their key or decompression
     */
    public record Pages(long verified, long unverifiable) {}
}
