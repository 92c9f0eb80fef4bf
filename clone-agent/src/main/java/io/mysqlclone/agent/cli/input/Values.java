package io.mysqlclone.agent.cli.input;

import io.mysqlclone.agent.quantity.Bandwidth;
import io.mysqlclone.agent.quantity.ByteSize;
import io.mysqlclone.agent.quantity.TimeSpan;
import io.mysqlclone.agent.run.DonorSource;
import io.mysqlclone.agent.run.ResultFile;
import io.mysqlclone.donor.DonorPlugin;
import io.mysqlclone.donor.serve.ServeLimits;
import io.mysqlclone.engine.Relocation;
import io.mysqlclone.innodb.donor.StaticDonor;
import io.mysqlclone.mysql.Compression;
import io.mysqlclone.mysql.Endpoint;
import io.mysqlclone.mysql.TlsMode;
import io.mysqlclone.recipient.CloneRequest;
import io.mysqlclone.recipient.CloneRequest.Concurrency;
import io.mysqlclone.recipient.CloneRequest.Overwrite;
import io.mysqlclone.release.ServerVersion;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Texts of flags and variables to values. The message of each {@link TypeConversionException} completes the sentence
 * "FLAG is VALUE; it must be ...".
 */
public final class Values {
    private Values() {}

    /** A server: a host, an address or a socket. */
    public static final class Donor implements ITypeConverter<Endpoint> {
        @Override
        public Endpoint convert(String text) {
            return check(
                    () -> Endpoint.parse(text), "HOST, HOST:PORT, [IPV6]:PORT or the absolute path of a Unix socket");
        }
    }

    /** A server that is reached over TCP. */
    public static final class Source implements ITypeConverter<Endpoint.Tcp> {
        @Override
        public Endpoint.Tcp convert(String text) {
            var accepted = "HOST, HOST:PORT or [IPV6]:PORT";
            var endpoint = check(() -> Endpoint.parse(text), accepted);
            require(endpoint instanceof Endpoint.Tcp, accepted);
            return (Endpoint.Tcp) endpoint;
        }
    }

    /** A version of MySQL. */
    public static final class MysqlVersion implements ITypeConverter<ServerVersion> {
        @Override
        public ServerVersion convert(String text) {
            return ServerVersion.parse(text)
                    .orElseThrow(() -> new TypeConversionException("a version of MySQL such as 8.4.6"));
        }
    }

    /** A TLS mode. */
    public static final class Mode implements ITypeConverter<TlsMode> {
        /** All that are accepted. */
        public static final List<String> NAMES =
                List.of("verify-identity", "verify-ca", "required", "preferred", "disabled");

        @Override
        public TlsMode convert(String text) {
            var name = lower(text);
            require(NAMES.contains(name), "verify-identity, verify-ca, required, preferred or disabled");
            return TlsMode.valueOf(name.replace('-', '_').toUpperCase(Locale.ROOT));
        }
    }

    /** A TLS mode for a donor, whose fingerprint may be known. */
    public static final class DonorMode implements ITypeConverter<TlsMode> {
        private static final String FINGERPRINT = "verify-fingerprint";

        /** All that are accepted. */
        public static final List<String> NAMES =
                Stream.concat(Mode.NAMES.stream(), Stream.of(FINGERPRINT)).toList();

        @Override
        public TlsMode convert(String text) {
            var name = lower(text);
            require(
                    NAMES.contains(name),
                    "verify-identity, verify-ca, verify-fingerprint, required, preferred or disabled");
            return TlsMode.valueOf(name.replace('-', '_').toUpperCase(Locale.ROOT));
        }
    }

    /** The fingerprint of a certificate, as 64 lower-case hexadecimal digits. */
    public static final class Fingerprint implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            var digits = lower(text).replace(":", "");
            require(digits.matches("[0-9a-f]{64}"), "a SHA-256: 64 hexadecimal digits, colons among them or not");
            return digits;
        }
    }

    /** An address to listen on. */
    public static final class ListenAddress implements ITypeConverter<InetSocketAddress> {
        private static final Pattern ADDRESS = Pattern.compile("(?:\\[([0-9A-Fa-f:.%]+)]|([^:\\[\\]]*)):(\\d{1,5})");
        private static final int MAX_PORT = 65_535;

        @Override
        public InetSocketAddress convert(String text) {
            var accepted = "ADDR:PORT, such as 10.0.0.7:3306, [::1]:0 or :3306 for all addresses";
            var match = ADDRESS.matcher(text.strip());
            require(match.matches() && Integer.parseInt(match.group(3)) <= MAX_PORT, accepted);
            int port = Integer.parseInt(match.group(3));
            var host = match.group(1) == null ? match.group(2) : match.group(1);
            if (host.isEmpty()) {
                return new InetSocketAddress(port);
            }
            var address = new InetSocketAddress(host, port);
            require(!address.isUnresolved(), accepted + "; its host is not known");
            return address;
        }
    }

    /** The size of a result file. */
    public static final class ResultBytes implements ITypeConverter<Integer> {
        private static final Pattern NUMBER = Pattern.compile("\\d{1,5}");

        @Override
        public Integer convert(String text) {
            boolean fits = NUMBER.matcher(text).matches()
                    && Integer.parseInt(text) >= ResultFile.LEAST_BYTES
                    && Integer.parseInt(text) <= ResultFile.MAX_BYTES;
            require(fits, "a number of bytes from " + ResultFile.LEAST_BYTES + " to " + ResultFile.MAX_BYTES);
            return Integer.parseInt(text);
        }
    }

    /** A number of clones. */
    public static final class Clones implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return number(text, ServeLimits.MOST_CLONES);
        }
    }

    /** A number of data connections of one clone. */
    public static final class Tasks implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return number(text, StaticDonor.MOST_TASKS);
        }
    }

    private static int number(String text, int most) {
        var accepted = "a number from 1 to " + most;
        int number = check(() -> Integer.parseInt(text.strip()), accepted);
        require(number >= 1 && number <= most, accepted);
        return number;
    }

    /** A donor's bandwidth. */
    public static final class ServedBytesPerSecond implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            var accepted = "a bandwidth such as 100M/s or 1G/s, at least 1M/s, or 0 for no limit";
            long limit = check(() -> Bandwidth.parse(text), accepted);
            require(limit == 0 || limit >= ServeLimits.MIN_BANDWIDTH, accepted);
            return limit;
        }
    }

    /** A plugin that recipients must have. */
    public static final class Plugin implements ITypeConverter<DonorPlugin> {
        @Override
        public DonorPlugin convert(String text) {
            int equals = text.indexOf('=');
            return check(
                    () -> equals < 0
                            ? new DonorPlugin(text.strip(), "")
                            : new DonorPlugin(
                                    text.substring(0, equals).strip(),
                                    text.substring(equals + 1).strip()),
                    "NAME for a plugin that is built in, or NAME=LIBRARY, such as ARCHIVE=ha_archive.so");
        }
    }

    /** A compression. */
    public static final class Compressions implements ITypeConverter<Compression> {
        /** All that are accepted. */
        public static final List<String> NAMES = List.of("none", "zlib", "zstd");

        @Override
        public Compression convert(String text) {
            var name = lower(text);
            require(NAMES.contains(name), "none, zlib or zstd");
            return Compression.valueOf(name.toUpperCase(Locale.ROOT));
        }
    }

    /** A number of connections. */
    public static final class Connections implements ITypeConverter<Concurrency> {
        @Override
        public Concurrency convert(String text) {
            if (lower(text).equals("auto")) {
                return new Concurrency.Auto();
            }
            return check(() -> new Concurrency.Fixed(Integer.parseInt(text.strip())), "auto or a number from 1 to 64");
        }
    }

    /** The size of a connection's buffer. */
    public static final class Buffer implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            var accepted = "a size from 1M to 256M";
            long size = check(() -> ByteSize.parse(text), accepted);
            require(size >= CloneRequest.MIN_BUFFER_SIZE && size <= CloneRequest.MAX_BUFFER_SIZE, accepted);
            return Math.toIntExact(size);
        }
    }

    /** What may be kept of a running server's changes. */
    public static final class SpoolBytes implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            var accepted = "a size of 64M or more";
            long size = check(() -> ByteSize.parse(text), accepted);
            require(size >= 64L << 20, accepted);
            return size;
        }
    }

    /** The size of a volume. */
    public static final class VolumeBytes implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            var accepted = "a size such as 100G";
            long size = check(() -> ByteSize.parse(text), accepted);
            require(size > 0, accepted);
            return size;
        }
    }

    /** A bandwidth. */
    public static final class BytesPerSecond implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            return check(() -> Bandwidth.parse(text), Bandwidth.ACCEPTED);
        }
    }

    /** A duration. */
    public static final class Time implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            return check(() -> TimeSpan.parse(text), TimeSpan.ACCEPTED);
        }
    }

    /** A duration of at least a second. */
    public static final class PositiveTime implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            var accepted = TimeSpan.ACCEPTED + ", at least 1s";
            var duration = check(() -> TimeSpan.parse(text), accepted);
            require(duration.toSeconds() >= 1, accepted);
            return duration;
        }
    }

    /** A duration of a millisecond or more. */
    public static final class PositiveMillis implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            var accepted = "a duration such as 20ms or 1s, at least 1ms";
            var duration = check(() -> TimeSpan.parse(text), accepted);
            require(duration.toMillis() >= 1, accepted);
            return duration;
        }
    }

    /** As {@code clone_ddl_timeout}: whole seconds, at most 30 days. */
    public static final class DdlTime implements ITypeConverter<Duration> {
        private static final long MAX_SECONDS = 2_592_000;

        @Override
        public Duration convert(String text) {
            var accepted = TimeSpan.ACCEPTED + ", in whole seconds, at most 30d";
            var duration = check(() -> TimeSpan.parse(text), accepted);
            require(duration.toNanosPart() == 0 && duration.toSeconds() <= MAX_SECONDS, accepted);
            return duration;
        }
    }

    /** A relocation. */
    public static final class Moved implements ITypeConverter<Relocation> {
        @Override
        public Relocation convert(String text) {
            var accepted = "FROM=TO, both absolute directories, FROM on the donor and TO on this host";
            int equals = text.indexOf('=');
            require(equals > 0 && text.startsWith("/") && text.startsWith("/", equals + 1), accepted);
            return new Relocation(
                    text.substring(0, equals), check(() -> Path.of(text.substring(equals + 1)), accepted));
        }
    }

    /** What may be replaced. */
    public static final class Overwriting implements ITypeConverter<Overwrite> {
        /** All that are accepted. */
        public static final List<String> NAMES = List.of("never", "if-behind", "always");

        @Override
        public Overwrite convert(String text) {
            var name = lower(text);
            require(NAMES.contains(name), "never, if-behind or always");
            return Overwrite.valueOf(name.replace('-', '_').toUpperCase(Locale.ROOT));
        }
    }

    /** Binary logs that are given. */
    public static final class GivenLogs implements ITypeConverter<DonorSource.Logs> {
        /** All that are accepted. */
        public static final List<String> NAMES = List.of("none", "current", "all");

        @Override
        public DonorSource.Logs convert(String text) {
            var name = lower(text);
            require(NAMES.contains(name), "none, current or all");
            return DonorSource.Logs.valueOf(name.toUpperCase(Locale.ROOT));
        }
    }

    /** On or off. */
    public static final class Switch implements ITypeConverter<Boolean> {
        @Override
        public Boolean convert(String text) {
            return switch (lower(text)) {
                case "true", "yes", "on", "1" -> true;
                case "false", "no", "off", "0" -> false;
                default -> throw new TypeConversionException("true or false");
            };
        }
    }

    private static String lower(String text) {
        return text.strip().toLowerCase(Locale.ROOT);
    }

    private static void require(boolean holds, String accepted) {
        if (!holds) {
            throw new TypeConversionException(accepted);
        }
    }

    /** Parses something whose failure is an {@link IllegalArgumentException}, {@code NumberFormatException} included. */
    private static <T> T check(Parsing<T> parsing, String accepted) {
        try {
            return parsing.parse();
        } catch (IllegalArgumentException wrong) {
            throw new TypeConversionException(accepted);
        }
    }

    @FunctionalInterface
    private interface Parsing<T> {
        T parse();
    }
}
