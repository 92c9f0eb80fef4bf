package io.mysqlclone.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.bench.Row.Compression;
import io.mysqlclone.bench.Row.Content;
import io.mysqlclone.bench.Row.DataSet;
import io.mysqlclone.bench.Row.From;
import io.mysqlclone.bench.Row.Tls;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

final class AxesTest {

    @Test
    void withoutOptionsThereIsOneRowWithTheDefaultsOfBothSides() {
        assertThat(rows())
                .containsExactly(new Row(
                        new DataSet(4L << 30, Content.RANDOM, 8),
                        From.MYSQLD,
                        Tls.OFF,
                        Compression.NONE,
                        false,
                        Row.AUTO,
                        true));
    }

    @Test
    void listsAreMultipliedAndRowsOfOneDonorStayTogether() {
        List<Row> rows = rows("--size", "1G,2G", "--tls", "off,verified", "--concurrency", "auto,4", "--load", "on");
        assertThat(rows).hasSize(8).doesNotHaveDuplicates().allMatch(Row::load);
        assertThat(rows.stream().map(Row::data).distinct()).hasSize(2);
        assertThat(rows.subList(0, 4).stream().map(Row::data).distinct()).hasSize(1);
    }

    @Test
    void manyTablesAreTenThousand() {
        assertThat(rows("--tables", "many,3")).map(row -> row.data().tables()).containsExactly(10_000, 3);
    }

    @Test
    void whatThereCannotBeIsLeftOut() {
        List<Row> rows = rows("--from", "mysqld,serve,local", "--tls", "off,verified", "--load", "off,on");
        assertThat(rows).filteredOn(row -> row.from() == From.MYSQLD).hasSize(4);
        assertThat(rows).filteredOn(row -> row.from() == From.SERVE).hasSize(2).noneMatch(Row::load);
        assertThat(rows)
                .filteredOn(row -> row.from() == From.LOCAL)
                .singleElement()
                .matches(row -> row.tls() == Tls.OFF && !row.load());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--size=1M",
                "--size=much",
                "--tables=0",
                "--tables=some",
                "--concurrency=65",
                "--concurrency=fast",
                "--tls=maybe",
                "--load=yes",
                "--compression=lz4",
                "--verify-pages=1"
            })
    void valuesThatMeanNothingAreRefused(String option) {
        assertThatThrownBy(() -> rows(option)).isInstanceOf(ParameterException.class);
    }

    private static List<Row> rows(String... options) {
        Program program = new Program();
        var _ = new CommandLine(program)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .parseArgs(options);
        return program.axes.rows();
    }

    @Command
    private static final class Program {
        @Mixin
        private Axes axes = new Axes();
    }
}
