package io.mysqlclone.agent.cli.input;

import io.mysqlclone.agent.quantity.Bandwidth;
import io.mysqlclone.agent.quantity.ByteSize;
import io.mysqlclone.agent.quantity.TimeSpan;
import io.mysqlclone.engine.Relocation;
import io.mysqlclone.mysql.Compression;
import io.mysqlclone.mysql.Endpoint;
import io.mysqlclone.mysql.TlsMode;
import io.mysqlclone.recipient.CloneRequest;
import io.mysqlclone.recipient.CloneRequest.Concurrency;
import io.mysqlclone.recipient.CloneRequest.Overwrite;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
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
