package io.mysqlclone.bench;

import io.mysqlclone.agent.quantity.ByteSize;
import io.mysqlclone.bench.Row.Compression;
import io.mysqlclone.bench.Row.Content;
import io.mysqlclone.bench.Row.DataSet;
import io.mysqlclone.bench.Row.From;
import io.mysqlclone.bench.Row.Tls;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The axes of the matrix; each takes a list, and the rows are all combinations. */
final class Axes {
    private static final int FEW = 8;
    private static final int MANY = 10_000;
    private static final int MOST_TABLES = 100_000;
    private static final int MOST_CONNECTIONS = 64;
    private static final long LEAST_BYTES = 16 << 20;
    private static final long QUICK_BYTES = 64 << 20;

    @Option(
            names = "--size",
            split = ",",
            defaultValue = "4G",
            hideParamSyntax = true,
            paramLabel = "SIZE,...",
            converter = Size.class,
            description = "Size of the data files, such as 512M or 4G (default: 4G).")
    private List<Long> sizes = List.of();

    @Option(
            names = "--rows",
            split = ",",
            defaultValue = "random",
            hideParamSyntax = true,
            paramLabel = "KIND,...",
            description = "random or compressible (default: random).")
    private List<Content> contents = List.of();

    @Option(
            names = "--tables",
            split = ",",
            defaultValue = "few",
            hideParamSyntax = true,
            paramLabel = "N,...",
            converter = Tables.class,
            description = "few is 8, many is 10000; or a number (default: few).")
    private List<Integer> tables = List.of();

    @Option(
            names = "--from",
            split = ",",
            defaultValue = "mysqld",
            hideParamSyntax = true,
            paramLabel = "KIND,...",
            description =
                    "mysqld: a running server. serve: clone-agent serve, of its directory. local: without a network, beside"
                            + " CLONE LOCAL DATA DIRECTORY. Combinations that there can't be are left out (default: mysqld).")
    private List<From> froms = List.of();

    @Option(
            names = "--tls",
            split = ",",
            defaultValue = "off",
            hideParamSyntax = true,
            paramLabel = "MODE,...",
            description = "off, required or verified (default: off).")
    private List<Tls> tls = List.of();

    @Option(
            names = "--compression",
            split = ",",
            defaultValue = "none",
            hideParamSyntax = true,
            paramLabel = "NAME,...",
            description = "none, zlib or zstd; MySQL's recipient uses zlib for both (default: none).")
    private List<Compression> compressions = List.of();

    @Option(
            names = "--load",
            arity = "1",
            split = ",",
            defaultValue = "off",
            hideParamSyntax = true,
            paramLabel = "off|on,...",
            converter = OnOff.class,
            description = "Sessions that write to the donor meanwhile (default: off).")
    private List<Boolean> loads = List.of();

    @Option(
            names = "--concurrency",
            split = ",",
            defaultValue = Row.AUTO,
            hideParamSyntax = true,
            paramLabel = "auto|N,...",
            converter = Connections.class,
            description = "Connections of both sides; auto is each side's default (default: auto).")
    private List<String> concurrencies = List.of();

    @Option(
            names = "--verify-pages",
            arity = "1",
            split = ",",
            defaultValue = "on",
            hideParamSyntax = true,
            paramLabel = "on|off,...",
            converter = OnOff.class,
            description = "Whether clone-agent verifies page checksums (default: on, as is its own default).")
    private List<Boolean> verifications = List.of();

    /** All combinations that there can be, those with the same data together. */
    List<Row> rows() {
        return dataSets().stream()
                .flatMap(data -> froms.stream().flatMap(from -> rows(data, from).stream()))
                .filter(Row::possible)
                .toList();
    }

    private List<Row> rows(DataSet data, From from) {
        List<Row> rows = new ArrayList<>();
        for (Tls mode : tls) {
            for (Compression compression : compressions) {
                for (boolean load : loads) {
                    for (String concurrency : concurrencies) {
                        for (boolean verified : verifications) {
                            rows.add(new Row(data, from, mode, compression, load, concurrency, verified));
                        }
                    }
                }
            }
        }
        return rows;
    }

    private List<DataSet> dataSets() {
        List<DataSet> all = new ArrayList<>();
        for (long size : sizes) {
            for (Content content : contents) {
                for (int count : tables) {
                    all.add(new DataSet(size, content, count));
                }
            }
        }
        return all;
    }

    /** A few rows that use every part of the benchmark in little time. */
    static List<Row> quick() {
        DataSet data = new DataSet(QUICK_BYTES, Content.RANDOM, 4);
        return List.of(
                new Row(data, From.MYSQLD, Tls.OFF, Compression.NONE, false, Row.AUTO, true),
                new Row(data, From.MYSQLD, Tls.VERIFIED, Compression.ZSTD, true, "2", false),
                new Row(data, From.SERVE, Tls.VERIFIED, Compression.NONE, false, Row.AUTO, true),
                new Row(data, From.LOCAL, Tls.OFF, Compression.NONE, false, Row.AUTO, true));
    }

    static final class Size implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            try {
                long bytes = ByteSize.parse(text);
                if (bytes >= LEAST_BYTES) {
                    return bytes;
                }
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("'" + text + "' is not " + ByteSize.ACCEPTED);
            }
            throw new TypeConversionException("'" + text + "' is less than 16M");
        }
    }

    static final class Tables implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return switch (text) {
                case "few" -> FEW;
                case "many" -> MANY;
                default -> number(text, MOST_TABLES, "few, many");
            };
        }
    }

    static final class Connections implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            return text.equals(Row.AUTO) ? text : Integer.toString(number(text, MOST_CONNECTIONS, Row.AUTO));
        }
    }

    static final class OnOff implements ITypeConverter<Boolean> {
        @Override
        public Boolean convert(String text) {
            return switch (text) {
                case "on" -> true;
                case "off" -> false;
                default -> throw new TypeConversionException("'" + text + "' is neither on nor off");
            };
        }
    }

    private static int number(String text, int most, String others) {
        if (text.matches("\\d{1,6}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= most) {
            return Integer.parseInt(text);
        }
        throw new TypeConversionException("'" + text + "' is neither " + others + " nor a number from 1 to " + most);
    }
}
