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

    private KilledClone() {}

    /**
     * Measures.
     *
     * @param dataBytes what a clone that nobody disturbs writes
     * @param wholeBytes what the donor sends for it
     */
    static Resume measure(
            AgentCommand agent, Donor donor, Giver giver, Row row, Path target, double dataBytes, double wholeBytes)
            throws IOException, InterruptedException {
        List<String> command = agent.line(donor, giver, row, target);
        long written = kill(agent, slow(command, dataBytes), Math.round(dataBytes * KILLED_AT));

        long before = giver.bytesSent().orElseThrow();
        long start = System.nanoTime();
        Process second = agent.start(command);
        long read = AgentCommand.lastUntilTheEnd(second, ProcessUsage::storageReadBytes);
        double wall = (System.nanoTime() - start) / 1e9;
        agent.requireSuccess(second);
        double sent = giver.bytesSent().orElseThrow() - (double) before;
        return new Resume(Math.min(1, written / dataBytes), wholeBytes, sent, read, wall);
    }

    private static List<String> slow(List<String> command, double dataBytes) {
        List<String> slow = new ArrayList<>(command);
        slow.addAll(List.of("--max-data-bandwidth", Long.toString(Math.round(dataBytes / SECONDS_OF_THE_FIRST_RUN))));
        return slow;
    }

    /** Returns what had been written of the data. */
    private static long kill(AgentCommand agent, List<String> command, long atBytes)
            throws IOException, InterruptedException {
        Process first = agent.start(command);
        try {
            long written = 0;
            while (written < atBytes) {
                if (first.waitFor(AgentCommand.SAMPLE_MILLIS, TimeUnit.MILLISECONDS)) {
                    agent.requireSuccess(first);
                    throw new IllegalStateException("the clone was complete, with " + written + " of " + atBytes
                            + " bytes written to storage, before it was killed: give a disk with --work");
                }
                written = ProcessUsage.storageWrittenBytes(first.pid()).orElse(written);
            }
            return written;
        } finally {
            first.destroyForcibly().waitFor();
        }
    }
}
