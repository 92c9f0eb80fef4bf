package io.mysqlclone.agent.cli.options;

import java.util.Iterator;
import java.util.List;

/** What a shell offers for a flag's value. */
final class Candidates {
    private Candidates() {}

    static final class TlsModes implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Values.Mode.NAMES.iterator();
        }
    }

    static final class TlsVersions implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.of("TLSv1.2", "TLSv1.3").iterator();
        }
    }

    static final class Compressions implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Values.Compressions.NAMES.iterator();
        }
    }

    static final class Overwritings implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Values.Overwriting.NAMES.iterator();
        }
    }

    static final class Formats implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Values.Format.NAMES.iterator();
        }
    }
}
