package io.mysqlclone.bench;

import io.mysqlclone.agent.quantity.ByteSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One row of the matrix: what is cloned, and how.
 *
 * @param data the donor's data
 * @param from who gives it
 * @param tls how the connection is protected
 * @param compression on the network
 * @param load whether sessions write to the donor meanwhile
 * @param concurrency connections: {@code auto}, each side's default, or a number
 * @param verifyPages whether the agent verifies page checksums (its default); MySQL's recipient does not
 */
public record Row(
        DataSet data,
        From from,
        Tls tls,
        Compression compression,
        boolean load,
        String concurrency,
        boolean verifyPages) {

    /** The default of both sides. */
    public static final String AUTO = "auto";

    /**
     * The donor's data. Rows that have it in common share a donor.
     *
     * @param bytes size of the data files, about
     * @param content of the rows
     * @param tables how many, of equal size
     */
    public record DataSet(long bytes, Content content, int tables) {
        @Override
        public String toString() {
            return ByteSize.format(bytes) + " " + text(content) + " in " + String.format(Locale.ROOT, "%,d", tables)
                    + (tables == 1 ? " table" : " tables");
        }
    }

    /** What the rows hold. */
    public enum Content {
        RANDOM,
        COMPRESSIBLE
    }

    /** Who gives the data. */
    public enum From {
        /** A running mysqld with the clone plugin. */
        MYSQLD,
        /** {@code clone-agent serve}, of the directory of that server, which is stopped. */
        SERVE,
        /**
         * Nobody; it is cloned on the same host: by {@code CLONE LOCAL DATA DIRECTORY} in that mysqld, and by {@code clone-agent
         * local} from its directory when it is stopped.
         */
        LOCAL
    }

    /** The protection of the connection. */
    public enum Tls {
        OFF,
        /** Encrypted, whoever the donor is. */
        REQUIRED,
        /** The donor's certificate is verified: by MySQL's recipient its authority, by the agent its name too. */
        VERIFIED
    }

    /** Compression on the network. MySQL's recipient knows one kind, which is zlib. */
    public enum Compression {
        NONE,
        ZLIB,
        ZSTD
    }

    /** Whether there is such a clone: a stopped server takes no load, and without a network there is nothing to protect. */
    public boolean possible() {
        return switch (from) {
            case MYSQLD -> true;
            case SERVE -> !load;
            case LOCAL -> !load && tls == Tls.OFF && compression == Compression.NONE;
        };
    }

    /** What makes this row different from another, in words. */
    @Override
    public String toString() {
        List<String> words = new ArrayList<>(List.of(data.toString()));
        switch (from) {
            case MYSQLD -> words.add("TLS " + text(tls));
            case SERVE -> words.addAll(List.of("from clone-agent serve", "TLS " + text(tls)));
            case LOCAL -> words.add("local");
        }
        if (compression != Compression.NONE) {
            words.add(text(compression));
        }
        if (load) {
            words.add("write load");
        }
        if (!concurrency.equals(AUTO)) {
            words.add(concurrency + (concurrency.equals("1") ? " connection" : " connections"));
        }
        if (!verifyPages) {
            words.add("pages not verified");
        }
        return String.join(", ", words);
    }

    /** The values as the command line has them. */
    public static String text(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
