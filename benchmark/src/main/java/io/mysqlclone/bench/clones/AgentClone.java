package io.mysqlclone.bench.clones;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mysqlclone.bench.Row;
import io.mysqlclone.bench.machine.ProcessUsage;
import io.mysqlclone.testbed.MemoryGroup;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code clone-agent clone} with its default settings, as a user starts it; the time includes the start of its process. */
final class AgentClone implements CloneSide {
    private final AgentCommand command;
    private final Optional<MemoryGroup> group;

    /**
     * Runs a program.
     *
     * @param group where the process is put
     */
    AgentClone(AgentCommand command, Optional<MemoryGroup> group) {
        this.command = command;
        this.group = group;
    }

    @Override
    public Prepared prepare(Donor donor, Giver giver, Row row) {
        return new Ready(donor, giver, row);
    }

    private final class Ready implements Prepared {
        private final Donor donor;
        private final Giver giver;
        private final Row row;

        private Ready(Donor donor, Giver giver, Row row) {
            this.donor = donor;
            this.giver = giver;
            this.row = row;
        }

        @Override
        public void warm() {
            Path program = command.program();
            Path distribution = program.toAbsolutePath().resolveSibling("..").normalize();
            try (Stream<Path> files = Files.walk(distribution)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Files.copy(file, OutputStream.nullOutputStream());
                }
                Process version = new ProcessBuilder(program.toString(), "--version")
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                if (version.waitFor() != 0) {
                    throw new IllegalStateException(program + " --version ended with exit code " + version.exitValue());
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + distribution, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted before a clone", e);
            }
        }

        @Override
        public Received clone(Path target) throws IOException, InterruptedException {
            List<String> line = command.line(donor, giver, row, target);
            double cpu = ProcessUsage.endedChildrenCpuSeconds();
            double began = System.currentTimeMillis() / 1e3;
            long start = System.nanoTime();
            Process process =
                    command.start(group.map(limits -> limits.inside(line)).orElse(line));
            long peak = AgentCommand.lastUntilTheEnd(process, ProcessUsage::peakResidentBytes);
            double wall = (System.nanoTime() - start) / 1e9;
            command.requireSuccess(process);
            return new Received(
                    began, wall, ProcessUsage.endedChildrenCpuSeconds() - cpu, peak, 0, stages(command.output()));
        }

        @Override
        public void close() {
            // Its process has ended.
        }
    }

    private static StageTimes stages(Path output) throws IOException {
        List<String> lines = Files.readAllLines(output);
        JsonNode result = new ObjectMapper().readTree(lines.getLast());
        if (!result.path("type").asText().equals("result")) {
            throw new IllegalStateException("clone-agent printed no result at last but " + lines.getLast());
        }
        return new StageTimes(
                time(result, "FILE COPY", "beginTime"),
                time(result, "REDO COPY", "endTime"),
                result.required("dataBytes").asLong(),
                result.required("networkBytes").asLong());
    }

    private static double time(JsonNode result, String stage, String field) {
        for (JsonNode row : result.required("stages")) {
            if (row.required("stage").asText().equals(stage) && row.has(field)) {
                return Instant.parse(row.get(field).asText()).toEpochMilli() / 1e3;
            }
        }
        throw new IllegalStateException("clone-agent tells no " + field + " of " + stage + ": "
                + result.required("stages").toString().lines().collect(Collectors.joining()));
    }
}
