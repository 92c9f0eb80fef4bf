package io.mysqlclone.kubectl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.kubectl.Clones;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What kubectl is told that can follow. */
class CompletionIT {
    private final Clones clones = new Clones();
    private final Plugin plugin = new Plugin();

    private List<String> complete(String... words) {
        List<String> all = new ArrayList<>(List.of("__complete"));
        all.addAll(List.of(words));
        assertThat(plugin.run(all.toArray(String[]::new))).isZero();
        assertThat(plugin.err()).isEmpty();
        return plugin.out().lines().toList();
    }

    @Test
    void commands() {
        assertThat(complete("s"))
                .containsExactly(
                        "status\tShows one clone, or all: how far, how fast, and who it waits for.",
                        "suspend\tStops a clone at a durable point, or keeps it from beginning.",
                        ":4");
        assertThat(complete("")).hasSize(9).noneMatch(line -> line.startsWith("__"));
    }

    @Test
    void namesOfClonesWithTheirPhase() {
        clones.make("fill-1", "");
        clones.make("fill-2", "");
        clones.make("other", "");
        clones.report("fill-2", Clones.TRANSFERRING);
        String kubeconfig = Clones.kubeconfig().toString();

        assertThat(complete("status", "--kubeconfig", kubeconfig, "-n", clones.namespace(), "fill"))
                .containsExactly("fill-1\tPending", "fill-2\tTransferring", ":4");
        assertThat(complete("limit", "fill-1", "--kubeconfig", kubeconfig, "-n", clones.namespace(), ""))
                .containsExactly(":4");
    }

    @Test
    void optionsAndTheirValues() {
        String kubeconfig = Clones.kubeconfig().toString();

        assertThat(complete("status", "--w"))
                .containsExactly(
                        "--watch\tGo on showing it: redrawn in a terminal, elsewhere a line at each change.", ":4");
        assertThat(complete("status", "-o", "")).containsExactly("json", ":4");
        assertThat(complete("status", "--kubeconfig", kubeconfig, "-n", clones.namespace()))
                .containsExactly(clones.namespace(), ":4");
        assertThat(complete("status", "--kubeconfig", "")).containsExactly(":0");
        assertThat(complete("status", "--kubeconfig=" + kubeconfig, "--context", ""))
                .hasSizeGreaterThan(1);
    }

    @Test
    void aClusterThatIsNotThereOffersNothing() {
        assertThat(complete("status", "--kubeconfig", "/nowhere", "")).containsExactly(":4");
    }
}
