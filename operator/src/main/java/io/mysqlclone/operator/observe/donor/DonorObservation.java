package io.mysqlclone.operator.observe.donor;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The world for a MySQLDonor, at one moment.
 *
 * @param servers those that it names
 * @param probe the last one, when it has a pod
 * @param leftovers the pods of earlier ones
 * @param serving what concerns the agent beside the server, where there is one or is to be one
 * @param now when this was seen
 */
public record DonorObservation(
        DonorServers.Found servers,
        Optional<ProbeRun> probe,
        List<String> leftovers,
        Optional<Serving> serving,
        Instant now) {

    public DonorObservation {
        leftovers = List.copyOf(leftovers);
    }
}
