package io.mysqlclone.bench.clones;

import io.mysqlclone.bench.Figure;
import io.mysqlclone.bench.Row;
import io.mysqlclone.bench.Side;
import io.mysqlclone.bench.clones.CloneSide.Received;
import io.mysqlclone.bench.machine.PageCache;
import io.mysqlclone.bench.report.Resume;
import io.mysqlclone.bench.report.RowResults;
import io.mysqlclone.bench.report.Run;
import io.mysqlclone.testbed.MemoryGroup;
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
        QueryProbe.Latency latency = QueryProbe.Latency.NONE;
        if (row.from() == Row.From.MYSQLD) {
            QueryProbe quiet = QueryProbe.start(donor.running(), donor.data());
            TimeUnit.MILLISECONDS.sleep(settings.quietMillis());
            latency = quiet.stop();
        }
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

    /** None under a write load, where no two clones are of the same data, and where no donor counts what it sends. */
    private List<Resume> resumes(Row row, List<Run> runs) throws Exception {
        if (row.load() || row.from() != Row.From.MYSQLD) {
            return List.of();
        }
        RowResults whole = new RowResults(row, 0, 0, runs, List.of());
        double data = whole.spread(Side.AGENT, Figure.DATA_BYTES).orElseThrow().median();
        double sent = whole.spread(Side.AGENT, Figure.DONOR_SENT).orElseThrow().median();
        Path target = work.resolve("copy");
        try (Giver giver = donor.give(row, Side.AGENT, settings.agent())) {
            Resume resume = KilledClone.measure(agent(), donor, giver, row, target, data, sent);
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
        // The donor itself makes MySQL's local clone, and it has a memory of its own.
        Optional<MemoryGroup> group = row.from() == Row.From.LOCAL
                ? Optional.empty()
                : MemoryGroup.create("clone-bench-" + ProcessHandle.current().pid());
        try {
            EnumMap<Figure, Double> figures;
            QueryProbe.Latency latency;
            try (Giver giver = donor.give(row, side, settings.agent());
                    CloneSide.Prepared recipient = side(row, side, group).prepare(donor, giver, row)) {
                PageCache.settle();
                if (settings.dropCaches()) {
                    PageCache.drop();
                    recipient.warm();
                }
                GiverProbe probe = GiverProbe.start(giver, donor.data());
                Received received = recipient.clone(target);
                latency = probe.stop();
                figures = figures(received);
                figures.putAll(probe.figures());
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

    private CloneSide side(Row row, Side side, Optional<MemoryGroup> group) throws IOException {
        return switch (side) {
            case NATIVE ->
                row.from() == Row.From.LOCAL
                        ? new NativeLocalClone()
                        : new NativeClone(Files.createDirectories(work.resolve("mysql")), group);
            case AGENT -> new AgentClone(agent(), group);
        };
    }

    private static EnumMap<Figure, Double> figures(Received received) {
        StageTimes stages = received.stages();
        EnumMap<Figure, Double> figures = new EnumMap<>(Figure.class);
        figures.put(Figure.WALL, received.wallSeconds());
        figures.put(Figure.RECIPIENT_CPU, received.cpuSeconds());
        figures.put(Figure.RECIPIENT_CPU_PER_GB, received.cpuSeconds() / (stages.dataBytes() / BYTES_PER_GB));
        figures.put(Figure.PEAK_RSS, (double) received.peakRss());
        figures.put(Figure.RSS_GROWTH, (double) received.peakRss() - received.idleRss());
        figures.put(Figure.DATA_BYTES, (double) stages.dataBytes());
        figures.put(Figure.WIRE_BYTES, (double) stages.wireBytes());
        figures.put(Figure.FIRST_BYTE, stages.fileCopyBegin() - received.began());
        figures.put(Figure.COMMIT, received.began() + received.wallSeconds() - stages.redoCopyEnd());
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
