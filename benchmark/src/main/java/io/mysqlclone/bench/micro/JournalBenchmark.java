package io.mysqlclone.bench.micro;

import io.mysqlclone.storage.journal.Journal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A record of the journal, as long as one for a chunk that is complete. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class JournalBenchmark {
    private static final int TYPE = 4;

    private final ByteBuffer payload = ByteBuffer.allocate(16);
    private @Nullable Path file;
    private @Nullable Journal journal;

    /** Opens a journal in the directory for temporary files, whose disk is the one that is measured. */
    @Setup(Level.Iteration)
    public void open() throws IOException {
        file = Files.createTempFile("journal", "");
        journal = Journal.open(file);
    }

    /** Adds a record to the buffer. */
    @Benchmark
    public void append() throws IOException {
        journal().append(TYPE, payload);
    }

    /** Adds a record and makes it durable. */
    @Benchmark
    public void appendAndForce() throws IOException {
        journal().append(TYPE, payload);
        journal().force();
    }

    /** Removes the file, so that it does not grow from one iteration to the next. */
    @TearDown(Level.Iteration)
    public void remove() throws IOException {
        journal().close();
        Files.delete(Objects.requireNonNull(file));
    }

    private Journal journal() {
        return Objects.requireNonNull(journal);
    }
}
