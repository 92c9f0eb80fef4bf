package io.mysqlclone.bench.clones;

import io.mysqlclone.bench.Row;
import io.mysqlclone.bench.machine.ProcessUsage;
import io.mysqlclone.bench.report.Resume;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A clone that is killed at nine tenths, and the same command again. */
final class KilledClone {
    private static final double KILLED_AT = 0.9;

    /** A small clone is slowed down to this, so that it is not over before it is killed; a larger one takes longer anyway. */
    private static final double SECONDS_OF_THE_FIRST_RUN = 1.5;

    private static final long SAMPLE_MILLIS = 10;

    private KilledClone() {}

    /**
     * Measures.
     *
     * @param wholeBytes what the donor sends for a clone that nobody disturbs
     */
    static Resume measure(AgentCommand agent, Donor donor, Row row, Path target, double wholeBytes)
            throws IOException, InterruptedException {
        long before = donor.bytesSent();
        List<String> command = agent.line(donor, row, target);
        kill(agent, slow(command, wholeBytes), donor, before + (long) (wholeBytes * KILLED_AT));
        long killedAt = donor.bytesSent();

        long start = System.nanoTime();
        Process second = agent.start(command);
        long read = 0;
        do {
            read = Math.max(read, ProcessUsage.storageReadBytes(second.pid()).orElse(0));
        } while (!second.waitFor(SAMPLE_MILLIS, TimeUnit.MILLISECONDS));
        double wall = (System.nanoTime() - start) / 1e9;
        agent.requireSuccess(second);
        return new Resume(wholeBytes, (double) killedAt - before, (double) donor.bytesSent() - before, read, wall);
    }

    private static List<String> slow(List<String> command, double wholeBytes) {
        List<String> slow = new ArrayList<>(command);
        slow.addAll(
                List.of("--max-network-bandwidth", Long.toString(Math.round(wholeBytes / SECONDS_OF_THE_FIRST_RUN))));
        return slow;
    }

    private static void kill(AgentCommand agent, List<String> command, Donor donor, long sent)
            throws IOException, InterruptedException {
        Process first = agent.start(command);
        try {
            while (donor.bytesSent() < sent) {
                if (first.waitFor(SAMPLE_MILLIS, TimeUnit.MILLISECONDS)) {
                    agent.requireSuccess(first);
                    throw new IllegalStateException("the clone was complete before it was killed");
                }
            }
        } finally {
            first.destroyForcibly().waitFor();
        }
    }
}
