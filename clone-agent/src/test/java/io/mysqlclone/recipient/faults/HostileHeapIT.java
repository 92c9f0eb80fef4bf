package io.mysqlclone.recipient.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.recipient.scripted.AnswerLies;
import io.mysqlclone.recipient.scripted.FileLies;
import io.mysqlclone.recipient.scripted.Lie;
import io.mysqlclone.recipient.scripted.ScriptedDonor;
import io.mysqlclone.recipient.scripted.StateLies;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A donor that says very much, or does not come to an end, to a process with the least heap that the program is started
 * with ({@code src/main/dist/bin/clone-agent}): it is refused, in a sentence, and memory is not what ends it.
 */
final class HostileHeapIT {
    private static final String[] LEAST = {"-Xms48m", "-Xmx48m", "-Xmn4m", "-Xss512k"};

    @TempDir
    private Path scratch;

    static Stream<Lie> muchOfEverything() {
        return Stream.of(AnswerLies.lies(), StateLies.lies(), FileLies.lies())
                .flatMap(lies -> lies)
                .filter(lie -> lie.name().matches(".*(without end|64 MiB|million|30000 plugins|10 MB|4 GB).*"));
    }

    @ParameterizedTest
    @MethodSource("muchOfEverything")
    void isRefusedWithinTheLeastHeap(Lie lie) throws Exception {
        try (ScriptedDonor donor = ScriptedDonor.play(lie.script());
                AgentProcess agent = AgentProcess.startWith(LEAST, donor.port(), scratch.resolve("target"), 1)) {
            assertThat(agent.awaitExit()).as(agent.output()).isEqualTo(1);
            assertThat(agent.output())
                    .contains("DONOR ")
                    .containsPattern(lie.sentence())
                    .doesNotContain("OutOfMemory", "Exception in");
        }
    }
}
