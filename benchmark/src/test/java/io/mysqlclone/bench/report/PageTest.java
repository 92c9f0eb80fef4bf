package io.mysqlclone.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.bench.machine.Machine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

final class PageTest {
    @TempDir
    private Path directory;

    private Path page = Path.of("");

    @BeforeEach
    void writeThePage() throws Exception {
        page = Files.writeString(
                directory.resolve("benchmark.md"), "before\n" + Page.BEGIN + "\nold\n" + Page.END + "\nbehind\n");
    }

    @Test
    void onlyTheSectionIsReplaced() throws Exception {
        Page.publish(List.of(Sample.results(Sample.row(Sample.PLAIN, new double[] {10, 5}))), page);
        assertThat(Files.readString(page))
                .startsWith("before\n" + Page.BEGIN + "\n")
                .endsWith(Page.END + "\nbehind\n")
                .doesNotContain("old")
                .contains("`./bench --size 4G`", "10.0 s (10.0 s - 10.0 s)", "0.50 (0.50 - 0.50)");
    }

    @Test
    void publishingTwiceChangesNothing() throws Exception {
        List<Results> results = List.of(Sample.results(Sample.row(Sample.PLAIN, new double[] {10, 5})));
        Page.publish(results, page);
        String once = Files.readString(page);
        Page.publish(results, page);
        assertThat(page).hasContent(once);
    }

    @Test
    void theRowsOfSeveralFilesAreJudgedTogether() throws Exception {
        Page.publish(
                List.of(
                        Sample.results(Sample.row(Sample.PLAIN, new double[] {10, 5})),
                        Sample.results(Sample.row(Sample.VERIFIED, new double[] {20, 11}))),
                page);
        assertThat(Files.readString(page))
                .contains("beside MySQL's without TLS | at most 1.00 | 1.10 (of medians) | no");
    }

    @Test
    void resultsOfDifferentMachinesAreNotMixed() {
        Results one = Sample.results(Sample.row(Sample.PLAIN, new double[] {10, 5}));
        Results other = new Results(
                one.began(),
                one.version(),
                one.arguments(),
                new Machine("another", 8, 1, "disk", "6.1", "java", "9.7.4", true, 0),
                one.limits(),
                one.rows());
        assertThatThrownBy(() -> Page.publish(List.of(one, other), page)).hasMessageContaining("different machines");
        assertThat(page).content().contains("old");
    }

    @Test
    void plotsAreWellFormedWhateverTheNames() throws Exception {
        Page.publish(
                List.of(Sample.results(Sample.row(Sample.PLAIN, new double[] {10, 5}, new double[] {8, 4}))), page);
        Document svg = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(directory.resolve("img/wall-time.svg").toFile());
        assertThat(svg.getElementsByTagName("path").getLength()).isEqualTo(2);
        assertThat(svg.getDocumentElement().getTextContent()).contains("9.00 s", "4.50 s", "0.50 (0.50 - 0.50)");
    }

    @Test
    void aPageWithoutTheCommentsIsLeftAlone() throws Exception {
        Files.writeString(page, "nothing to fill");
        assertThatThrownBy(() ->
                        Page.publish(List.of(Sample.results(Sample.row(Sample.PLAIN, new double[] {10, 5}))), page))
                .hasMessageContaining("lacks the comments");
        assertThat(page).hasContent("nothing to fill");
    }

    @Test
    void whatIsWrittenAsJsonIsReadTheSame() throws Exception {
        Results results =
                Sample.results(Sample.row(Sample.VERIFIED, new double[] {10, 5}), Sample.resumed(1 << 20, 1 << 10));
        Path file = directory.resolve("sub/results.json");
        results.write(file);
        assertThat(Results.read(file)).isEqualTo(results);
    }
}
