package io.mysqlclone.bench.micro;

import io.mysqlclone.engine.MalformedMessageException;
import io.mysqlclone.innodb.SnapshotState;
import io.mysqlclone.innodb.descriptor.DataDescriptor;
import io.mysqlclone.innodb.descriptor.Descriptor;
import io.mysqlclone.innodb.descriptor.DescriptorDecoder;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The descriptor in front of every block of data. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DataDescriptorBenchmark {
    private final ByteBuffer encoded = encoded();

    private static ByteBuffer encoded() {
        var descriptor = new DataDescriptor(SnapshotState.FILE_COPY, 1, 17, 3, 5, 1 << 20, 3L << 20, 256L << 20);
        ByteBuffer target = ByteBuffer.allocateDirect(descriptor.encodedLength());
        descriptor.encode(target);
        return target.flip();
    }

    /** Decodes one. */
    @Benchmark
    public Descriptor decode() throws MalformedMessageException {
        return DescriptorDecoder.decode(encoded);
    }
}
