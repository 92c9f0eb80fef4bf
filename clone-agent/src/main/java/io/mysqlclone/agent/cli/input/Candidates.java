package io.mysqlclone.agent.cli.input;

import java.util.Iterator;
import java.util.List;

/** What a shell offers for a flag's value. */
public final class Candidates {
    private Candidates() {}

    /** TLS modes. */
    public static final class TlsModes implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Values.Mode.NAMES.iterator();
        }
    }

    /** TLS modes for a donor. */
    public static final class DonorTlsModes implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Values.DonorMode.NAMES.iterator();
        }
    }

    /** TLS versions. */
    public static final class TlsVersions implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.of("TLSv1.2", "TLSv1.3").iterator();
        }
    }

    /** Compressions. */
    public static final class Compressions implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Values.Compressions.NAMES.iterator();
        }
    }

    /** Binary logs that are given. */
    public static final class GivenLogs implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Values.GivenLogs.NAMES.iterator();
        }
    }

    /** What may be replaced. */
    public static final class Overwritings implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Values.Overwriting.NAMES.iterator();
        }
    }
}
