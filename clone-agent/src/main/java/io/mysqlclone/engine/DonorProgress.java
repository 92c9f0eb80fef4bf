package io.mysqlclone.engine;

/**
 * How far the clone of one recipient is.
 *
 * @param stage as in {@code performance_schema.clone_progress}: INIT, FILE COPY, PAGE COPY, REDO COPY, or
 *     DONE; of the binary log BINARY LOG or DONE
 * @param tasks open tasks, the master among them
 * @param stageEstimate bytes to send in this stage
 * @param stageBytes bytes handed to sinks in this stage, what was sent twice counted twice
 * @param chunks number of chunks of this stage
 * @param chunksGiven chunks of this stage that were given to a task or that the recipient had already
 * @param bytes bytes handed to sinks in all stages
 * @param totalEstimate bytes to send in all stages
 * @param complete whether everything was sent and the recipient has acknowledged all of it
 */
public record DonorProgress(
        String stage,
        int tasks,
        long stageEstimate,
        long stageBytes,
        int chunks,
        int chunksGiven,
        long bytes,
        long totalEstimate,
        boolean complete) {}
