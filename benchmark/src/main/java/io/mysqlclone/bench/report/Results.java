package io.mysqlclone.bench.report;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.mysqlclone.bench.machine.Limits;
import io.mysqlclone.bench.machine.Machine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Everything one benchmark has found, as it is in its JSON file.
 *
 * @param began when, ISO 8601 in UTC
 * @param version of clone-agent
 * @param arguments of the command line, which repeats it
 * @param machine where
 * @param limits what that machine gives at most
 * @param rows of the matrix
 */
public record Results(
        String began, String version, List<String> arguments, Machine machine, Limits limits, List<RowResults> rows) {

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES);

    /** Reads a file that {@link #write} made. */
    public static Results read(Path file) {
        try {
            return JSON.readValue(file.toFile(), Results.class);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " holds no results of a benchmark: " + e.getMessage(), e);
        }
    }

    /** Writes all of it to a file, whose directory is made. */
    public void write(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        Files.writeString(file, JSON.writeValueAsString(this) + "\n");
    }
}
