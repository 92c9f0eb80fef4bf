package io.mysqlclone.bench.clones;

import io.mysqlclone.bench.Figure;
import io.mysqlclone.bench.Row;
import io.mysqlclone.bench.Side;
import io.mysqlclone.bench.clones.CloneSide.Received;
import io.mysqlclone.bench.machine.MemoryGroup;
import io.mysqlclone.bench.machine.PageCache;
import io.mysqlclone.bench.machine.ProcessUsage;
import io.mysqlclone.bench.report.Resume;
import io.mysqlclone.bench.report.RowResults;
import io.mysqlclone.bench.report.Run;
import io.mysqlclone.testbed.WriteLoad;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Measures one row: in each round both sides clone the donor once, in random order. */
final class RowBenchmark {
    private static final double BYTES_PER_GB = 1e9;

    private final Settings settings;
    private final Donor donor;
    private final Path work;
    private final Random order;
    private final PrintStream out;

    /**
     * Measures clones of one donor.
     *
     * @param work an existing directory for the recipients
     */
    RowBenchmark(Settings settings, Donor donor, Path work, Random order, PrintStream out) {
        this.settings = settings;
        this.donor = donor;
        this.work = work;
        this.order = order;
        this.out = out;
    }

    RowResults run(Row row) throws Exception {
        out.println("    " + row);
        if (!row.load()) {
            return rounds(row);
        }
        try (WriteLoad load = donor.load()) {
            load.awaitTransactions(10);
            return rounds(row);
        }
    }

    private RowResults rounds(Row row) throws Exception {
        QueryProbe quiet = QueryProbe.start(donor.server(), donor.data());
        TimeUnit.MILLISECONDS.sleep(settings.quietMillis());
        QueryProbe.Latency latency = quiet.stop();
        List<Run> runs = new ArrayList<>();
        for (int round = settings.warmUp() ? 0 : 1; round <= settings.rounds(); round++) {
            List<Side> sides = new ArrayList<>(List.of(Side.values()));
            Collections.shuffle(sides, order);
            for (Side side : sides) {
                Run run = once(row, side, round);
                runs.add(run);
                out.printf(
                        Locale.ROOT,
                        "      round %d  %-11s %8.2f s  %6.2f CPU-s%s%n",
                        round,
                        side.label(),
                        run.figure(Figure.WALL).orElseThrow(),
                        run.figure(Figure.RECIPIENT_CPU).orElseThrow(),
                        run.checked() ? "  the copy equals the donor" : "");
            }
        }
        return new RowResults(row, latency.p50(), latency.p99(), runs, resumes(row, runs));
    }

    /** None under a write load, where no two clones are of the same data. */
    private List<Resume> resumes(Row row, List<Run> runs) throws Exception {
        if (row.load()) {
            return List.of();
        }
        RowResults whole = new RowResults(row, 0, 0, runs, List.of());
        double data = whole.spread(Side.AGENT, Figure.DATA_BYTES).orElseThrow().median();
        double sent = whole.spread(Side.AGENT, Figure.DONOR_SENT).orElseThrow().median();
        Path target = work.resolve("copy");
        try {
            Resume resume = KilledClone.measure(agent(), donor, row, target, data, sent);
            CopyCheck.check(donor, row, work, target);
            out.printf(
                    Locale.ROOT,
                    "      killed at %.0f %%, resumed  %4.2f s  the copy equals the donor%n",
                    resume.killedAt() * 100,
                    resume.wallSeconds());
            return List.of(resume);
        } finally {
            Trees.delete(target);
        }
    }

    private AgentCommand agent() {
        return new AgentCommand(settings.agent(), work);
    }

    private Run once(Row row, Side side, int round) throws Exception {
        Path target = work.resolve("copy");
        Optional<MemoryGroup> group =
                MemoryGroup.create("clone-bench-" + ProcessHandle.current().pid());
        try {
            EnumMap<Figure, Double> figures;
            QueryProbe.Latency latency;
            try (CloneSide.Prepared recipient = side(side, group).prepare(donor, row)) {
                PageCache.settle();
                if (settings.dropCaches()) {
                    PageCache.drop();
                    recipient.warm();
                }
                QueryProbe probe = QueryProbe.start(donor.server(), donor.data());
                long sent = donor.bytesSent();
                double donorCpu = ProcessUsage.cpuSeconds(donor.server().pid());
                Received received = recipient.clone(target);
                donorCpu = ProcessUsage.cpuSeconds(donor.server().pid()) - donorCpu;
                latency = probe.stop();
                figures = figures(received, donorCpu, donor.bytesSent() - sent, latency);
                addMemory(figures, group, target);
            }
            boolean checked = settings.isChecked(round);
            if (checked) {
                CopyCheck.check(donor, row, work, target);
            }
            return new Run(side, round, checked, latency.queries(), Run.keyed(figures));
        } finally {
            group.ifPresent(MemoryGroup::close);
            Trees.delete(target);
        }
    }

    private CloneSide side(Side side, Optional<MemoryGroup> group) throws IOException {
        return switch (side) {
            case NATIVE -> new NativeClone(Files.createDirectories(work.resolve("mysql")), group);
            case AGENT -> new AgentClone(agent(), group);
        };
    }

    private static EnumMap<Figure, Double> figures(
            Received received, double donorCpu, long sent, QueryProbe.Latency latency) {
        StageTimes stages = received.stages();
        EnumMap<Figure, Double> figures = new EnumMap<>(Figure.class);
        figures.put(Figure.WALL, received.wallSeconds());
        figures.put(Figure.RECIPIENT_CPU, received.cpuSeconds());
        figures.put(Figure.RECIPIENT_CPU_PER_GB, received.cpuSeconds() / (stages.dataBytes() / BYTES_PER_GB));
        figures.put(Figure.DONOR_CPU, donorCpu);
        figures.put(Figure.PEAK_RSS, (double) received.peakRss());
        figures.put(Figure.RSS_GROWTH, (double) received.peakRss() - received.idleRss());
        figures.put(Figure.DATA_BYTES, (double) stages.dataBytes());
        figures.put(Figure.WIRE_BYTES, (double) stages.wireBytes());
        figures.put(Figure.DONOR_SENT, (double) sent);
        figures.put(Figure.FIRST_BYTE, stages.fileCopyBegin() - received.began());
        figures.put(Figure.COMMIT, received.began() + received.wallSeconds() - stages.redoCopyEnd());
        figures.put(Figure.QUERY_P50, latency.p50());
        figures.put(Figure.QUERY_P99, latency.p99());
        return figures;
    }

    private static void addMemory(EnumMap<Figure, Double> figures, Optional<MemoryGroup> group, Path target) {
        PageCache.residentBytes(target).ifPresent(bytes -> figures.put(Figure.CACHED_COPY, (double) bytes));
        group.ifPresent(limits -> {
            figures.put(Figure.GROUP_PEAK, (double) limits.peakBytes());
            figures.put(Figure.GROUP_CACHE, (double) limits.cacheBytes());
        });
    }
}
