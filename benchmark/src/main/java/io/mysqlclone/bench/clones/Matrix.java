package io.mysqlclone.bench.clones;

import io.mysqlclone.bench.Row;
import io.mysqlclone.bench.Row.DataSet;
import io.mysqlclone.bench.report.RowResults;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/** Measures all rows, those with the same data on the same donor. */
public final class Matrix {
    private final Settings settings;
    private final Path work;
    private final PrintStream out;

    /**
     * Measures in a directory.
     *
     * @param work an existing directory on the disk that is measured, with room for twice the data
     * @param out where it tells what it does
     */
    public Matrix(Settings settings, Path work, PrintStream out) {
        this.settings = settings;
        this.work = work;
        this.out = out;
    }

    /**
     * Measures the rows.
     *
     * @param sink is given each row as soon as it is complete
     * @throws Exception when something does not work, such as a clone or a server, or a copy differs from the donor
     */
    public void run(List<Row> rows, Consumer<RowResults> sink) throws Exception {
        Map<DataSet, List<Row>> byData = new LinkedHashMap<>();
        rows.forEach(row ->
                byData.computeIfAbsent(row.data(), data -> new ArrayList<>()).add(row));
        Random order = new Random();
        for (Map.Entry<DataSet, List<Row>> group : byData.entrySet()) {
            out.println("==> Making a donor with " + group.getKey());
            Path directory = Files.createTempDirectory(work, "donor-");
            try (Donor donor = Donor.prepare(directory, group.getKey())) {
                out.println("==> Cloning it");
                RowBenchmark benchmark = new RowBenchmark(settings, donor, directory, order, out);
                for (Row row : group.getValue()) {
                    sink.accept(benchmark.run(row));
                }
            } finally {
                Trees.delete(directory);
            }
        }
    }
}
