package io.mysqlclone.bench;

/** One thing that is measured in each run. For all of them less is better. */
public enum Figure {
    /** From the start of the process, or from sending CLONE INSTANCE, to its end. */
    WALL("wallSeconds", "wall time", Unit.SECONDS, true),
    /** User and system time of the agent's process, or what the recipient mysqld used meanwhile. */
    RECIPIENT_CPU("recipientCpuSeconds", "CPU time of the recipient", Unit.SECONDS, true),
    /** The same per 10^9 bytes of data. */
    RECIPIENT_CPU_PER_GB("recipientCpuSecondsPerGb", "CPU time of the recipient per GB", Unit.SECONDS, true),
    /** What the donor's process used meanwhile, queries and write load of a server included. */
    DONOR_CPU("donorCpuSeconds", "CPU time of the donor", Unit.SECONDS, true),
    /** What the donor's process has had read from storage meanwhile; what was in the page cache does not count. */
    DONOR_READ("donorReadBytes", "bytes the donor read from storage", Unit.BYTES, true),
    /** Peak of the whole process. */
    PEAK_RSS("peakRssBytes", "peak resident memory", Unit.BYTES, true),
    /** The peak less what an idle recipient mysqld had before; of the agent the whole. */
    RSS_GROWTH("rssGrowthBytes", "of it for the clone", Unit.BYTES, true),
    /** Data files as the recipient counts them. */
    DATA_BYTES("dataBytes", "data", Unit.BYTES, true),
    /** Received from the network as the recipient counts it. */
    WIRE_BYTES("wireBytes", "bytes on the wire (recipient's count)", Unit.BYTES, true),
    /** The donor's {@code Bytes_sent}, queries included; before TLS, after compression. */
    DONOR_SENT("donorSentBytes", "bytes sent (donor's count)", Unit.BYTES, true),
    /** From the beginning to the begin of the stage FILE COPY. */
    FIRST_BYTE("firstByteSeconds", "to the first byte of data", Unit.SECONDS, true),
    /** From the end of the stage REDO COPY to the end. */
    COMMIT("commitSeconds", "last byte to committed", Unit.SECONDS, true),
    /** Median of the donor's queries during the clone. */
    QUERY_P50("donorQueryP50Millis", "donor query p50", Unit.MILLISECONDS, true),
    /** 99th percentile of the donor's queries during the clone. */
    QUERY_P99("donorQueryP99Millis", "donor query p99", Unit.MILLISECONDS, true),
    /** How much of the copy's files is in the page cache at the end; where {@code fincore} is. */
    CACHED_COPY("copyInPageCacheBytes", "copy in the page cache", Unit.BYTES, false),
    /** Peak of the recipient's memory control group, page cache included; where one can be made. */
    GROUP_PEAK("memoryGroupPeakBytes", "peak of its memory group", Unit.BYTES, false),
    /** Page cache charged to that group at the end. */
    GROUP_CACHE("memoryGroupCacheBytes", "page cache charged to it", Unit.BYTES, false);

    /** How a figure is written. */
    public enum Unit {
        SECONDS,
        MILLISECONDS,
        BYTES
    }

    private final String key;
    private final String label;
    private final Unit unit;
    private final boolean everywhere;

    Figure(String key, String label, Unit unit, boolean everywhere) {
        this.key = key;
        this.label = label;
        this.unit = unit;
        this.everywhere = everywhere;
    }

    /** The name in JSON. */
    public String key() {
        return key;
    }

    /** The name in tables. */
    public String label() {
        return label;
    }

    /** The unit. */
    public Unit unit() {
        return unit;
    }

    /** Whether every machine can measure it. */
    public boolean isEverywhere() {
        return everywhere;
    }
}
