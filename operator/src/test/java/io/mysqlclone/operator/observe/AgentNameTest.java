package io.mysqlclone.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AgentNameTest {

    private static final String UID = "0a1b2c3d-4e5f-0000-0000-000000000000";

    @Test
    void aNameTellsTheCloneAndTheRun() {
        assertThat(AgentName.container(UID, 12)).isEqualTo("clone-agent-0a1b2c3d-12");
        assertThat(AgentName.pod("copy", UID, 12)).isEqualTo("copy-0a1b2c3d-12");
        assertThat(AgentName.runOf(UID, AgentName.container(UID, 12))).isEqualTo(OptionalInt.of(12));
        assertThat(AgentName.runOfPod(UID, AgentName.pod("copy", UID, 12))).isEqualTo(OptionalInt.of(12));
    }

    @Test
    void theLongestNameFitsIntoALabelAndAContainerName() {
        String longest = "n".repeat(50);

        assertThat(AgentName.pod(longest, UID, 999)).hasSizeLessThanOrEqualTo(63);
        assertThat(AgentName.container(UID, 999_999_999)).hasSizeLessThanOrEqualTo(63);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql",
                "clone-agent",
                "clone-agent-0a1b2c3d",
                "clone-agent-0a1b2c3d-",
                "clone-agent-0a1b2c3d-0",
                "clone-agent-0a1b2c3d-01",
                "clone-agent-0a1b2c3d-x",
                "clone-agent-0a1b2c3d-1-2",
                "clone-agent-0a1b2c3d-9999999999",
                "clone-agent-ffffffff-1",
                "my-clone-agent-0a1b2c3d-1"
            })
    void otherContainersAreNoneOfTheClones(String name) {
        assertThat(AgentName.runOf(UID, name)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"copy", "copy-0a1b2c3d", "copy-0a1b2c3d-0", "copy-ffffffff-1", "copy-0a1b2c3d-1-x"})
    void otherPodsAreNoneOfTheClones(String name) {
        assertThat(AgentName.runOfPod(UID, name)).isEmpty();
    }
}
