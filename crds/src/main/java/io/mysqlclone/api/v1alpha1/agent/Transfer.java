package io.mysqlclone.api.v1alpha1.agent;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Quantity;
import io.mysqlclone.api.v1alpha1.ApiObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the bytes are moved. Bandwidths are bytes a second over all connections; they alone may change while a clone runs.
 *
 * @param concurrency {@code auto} or the number of data connections
 * @param bufferSize buffer of each connection
 * @param compression on the network
 * @param maxDataBandwidth limit on what is written; absent or 0: none
 * @param maxNetworkBandwidth limit on what is received; absent or 0: none
 * @param blockDDL whether new DDL on the donor waits until the clone has ended
 * @param ddlTimeout how long the donor waits for DDL that runs when the clone begins
 * @param stallTimeout longest silence of the donor
 * @param reconnectTimeout how long a lost donor is tried again
 * @param verifyPages whether InnoDB page checksums are checked as pages arrive
 */
@ApiObject
public record Transfer(
        @Default("auto")
        @ValidationRule(
                value = "string(self).matches('^(auto|[1-9]|[1-5][0-9]|6[0-4])$')",
                message = "give auto, or a number of connections from 1 to 64")
        @JsonPropertyDescription("Data connections to the donor: auto begins with one and adds some while"
                + " throughput grows (as clone_autotune_concurrency); a number from 1 to 64 is used as it is.")
        IntOrString concurrency,

        @Default("4Mi")
        @ValidationRule(
                value = "isQuantity(string(self)) && quantity(string(self)).compareTo(quantity('1Mi')) >= 0"
                        + " && quantity(string(self)).compareTo(quantity('256Mi')) <= 0",
                message = "give a size from 1Mi to 256Mi")
        @JsonPropertyDescription("Buffers of each data connection (as clone_buffer_size), 1Mi to 256Mi. The"
                + " agent's memory grows with it.")
        Quantity bufferSize,

        @Default("None")
        @JsonPropertyDescription("Compression between donor and agent, which costs the donor CPU: None, Zlib or"
                + " Zstd. The files are the same. Worth it on slow networks only.")
        Compression compression,

        @ValidationRule(value = Transfer.BANDWIDTH, message = Transfer.BANDWIDTH_MESSAGE)
        @JsonPropertyDescription("Limit on the bytes written a second, over all connections (as"
                + " clone_max_data_bandwidth), such as 200Mi; at least 64Ki, 0 for none. Can be changed while"
                + " the clone runs. Default: no limit.")
        @Nullable
        Quantity maxDataBandwidth,

        @ValidationRule(value = Transfer.BANDWIDTH, message = Transfer.BANDWIDTH_MESSAGE)
        @JsonPropertyDescription("Limit on the bytes received a second, over all connections (as"
                + " clone_max_network_bandwidth), such as 100Mi; at least 64Ki, 0 for none. Differs from"
                + " maxDataBandwidth when compressed. Can be changed while the clone runs. Default: no limit.")
        @Nullable
        Quantity maxNetworkBandwidth,

        @Default("false")
        @JsonPropertyDescription("true: DDL on the donor waits until the clone has ended (as clone_block_ddl)."
                + " false: DDL goes on, the clone follows it.")
        boolean blockDDL,

        @Default("300s")
        @Size(min = 2, max = Values.DURATION_LENGTH)
        @Pattern(Values.DURATION)
        @JsonPropertyDescription("How long the donor waits for DDL that runs when the clone begins (as"
                + " clone_ddl_timeout), such as 300s or 1h30m.")
        String ddlTimeout,

        @Default("5m")
        @Size(min = 2, max = Values.DURATION_LENGTH)
        @Pattern(Values.DURATION)
        @ValidationRule(
                value = "duration(self) >= duration('10s')",
                message = "give at least 10s: a donor that waits for its disk is silent for a while")
        @JsonPropertyDescription("Longest silence of the donor, without data or keep-alive, before its"
                + " connections are given up and made again, such as 5m. There is no limit on the whole"
                + " transfer.")
        String stallTimeout,

        @Default("5m")
        @Size(min = 2, max = Values.DURATION_LENGTH)
        @Pattern(Values.DURATION)
        @JsonPropertyDescription("How long a lost donor is tried again, such as 5m; 0s: not at all. The donor"
                + " keeps the snapshot for clone_donor_timeout_after_network_failure minutes (5 by default):"
                + " a longer reconnectTimeout needs that raised too.")
        String reconnectTimeout,

        @Default("true")
        @JsonPropertyDescription("Check the checksum of every InnoDB page as it arrives, so that damage is found"
                + " before the recipient's old data is given up.")
        Boolean verifyPages) {

    static final String BANDWIDTH =
            "isQuantity(string(self)) && (quantity(string(self)).compareTo(quantity('64Ki')) >= 0"
                    + " || quantity(string(self)).compareTo(quantity('0')) == 0)";

    static final String BANDWIDTH_MESSAGE = "give bytes a second, at least 64Ki, such as 200Mi; or 0 for no limit";

    private static final String AUTO = "auto";

    /** What is used where nothing is said. */
    public static final Transfer DEFAULT = new Transfer(
            new IntOrString(AUTO), new Quantity("4Mi"), Compression.NONE, null, null, false, "300s", "5m", "5m", true);

    // Fields that JSON does not give arrive as null.
    public Transfer {
        if (concurrency == null) {
            concurrency = new IntOrString(AUTO);
        }
        if (bufferSize == null) {
            bufferSize = new Quantity("4Mi");
        }
        if (compression == null) {
            compression = Compression.NONE;
        }
        if (ddlTimeout == null) {
            ddlTimeout = "300s";
        }
        if (stallTimeout == null) {
            stallTimeout = "5m";
        }
        if (reconnectTimeout == null) {
            reconnectTimeout = "5m";
        }
        if (verifyPages == null) {
            verifyPages = true;
        }
    }

    /**
     * The same, with what is at its default taken from another one. A resource that an API server has stored has every default
     * in it, so that what its writer has left out cannot be told from what he has given as it would be anyway.
     */
    public Transfer orElse(Transfer other) {
        return new Transfer(
                or(concurrency, DEFAULT.concurrency, other.concurrency),
                or(bufferSize, DEFAULT.bufferSize, other.bufferSize),
                or(compression, DEFAULT.compression, other.compression),
                maxDataBandwidth == null ? other.maxDataBandwidth : maxDataBandwidth,
                maxNetworkBandwidth == null ? other.maxNetworkBandwidth : maxNetworkBandwidth,
                blockDDL || other.blockDDL,
                or(ddlTimeout, DEFAULT.ddlTimeout, other.ddlTimeout),
                or(stallTimeout, DEFAULT.stallTimeout, other.stallTimeout),
                or(reconnectTimeout, DEFAULT.reconnectTimeout, other.reconnectTimeout),
                or(verifyPages, DEFAULT.verifyPages, other.verifyPages));
    }

    private static <T> T or(T mine, T fallback, T other) {
        return mine.equals(fallback) ? other : mine;
    }

    /** {@code auto} or a number, as the agent's option {@code --concurrency} takes it. */
    public String concurrencyText() {
        return concurrency.getStrVal() != null ? concurrency.getStrVal() : String.valueOf(concurrency.getIntVal());
    }

    /** Bytes of {@code bufferSize}. */
    public long bufferBytes() {
        return Values.bytes(bufferSize);
    }

    /** Bytes a second of {@code maxDataBandwidth}; 0 for no limit. */
    public long maxDataBytesPerSecond() {
        return Values.bytes(maxDataBandwidth);
    }

    /** Bytes a second of {@code maxNetworkBandwidth}; 0 for no limit. */
    public long maxNetworkBytesPerSecond() {
        return Values.bytes(maxNetworkBandwidth);
    }

    /** {@code ddlTimeout} as a duration. */
    public Duration ddlWait() {
        return Values.duration(ddlTimeout);
    }

    /** {@code stallTimeout} as a duration. */
    public Duration stall() {
        return Values.duration(stallTimeout);
    }

    /** {@code reconnectTimeout} as a duration. */
    public Duration reconnect() {
        return Values.duration(reconnectTimeout);
    }
}
