package io.mysqlclone.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.agent.Clones;
import io.mysqlclone.agent.FakeClone;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SignalsTest {
    private final FakeClone clone = new FakeClone(() -> Clones.result(Path.of("/data"), false, List.of()));
    private final List<String> notices = new ArrayList<>();
    private final List<Integer> halted = new ArrayList<>();
    private final Signals signals = new Signals(clone, notices::add, halted::add);

    @Test
    void theFirstInterruptCancels() {
        signals.interrupt();

        assertThat(clone.calls()).containsExactly("cancel");
        assertThat(notices).singleElement().asString().contains("cancelling");
        assertThat(halted).isEmpty();
    }

    @Test
    void theSecondInterruptEndsAtOnce() {
        signals.interrupt();
        signals.interrupt();

        assertThat(clone.calls()).containsExactly("cancel");
        assertThat(halted).containsExactly(130);
    }

    @Test
    void terminationIsWhatAWaitForTheServersStopWaitsFor() {
        var waiting = new FakeClone(() -> Clones.result(Path.of("/data"), true, List.of()), true);
        new Signals(waiting, notices::add, halted::add).terminate();

        assertThat(waiting.calls()).containsExactly("hangUp");
        assertThat(notices).singleElement().asString().contains("going on to wait");
    }

    @Test
    void terminationKeepsTheJournal() {
        signals.terminate();

        assertThat(clone.calls()).containsExactly("hangUp");
        assertThat(notices).singleElement().asString().contains("the same command resumes");
        assertThat(halted).isEmpty();
    }
}
