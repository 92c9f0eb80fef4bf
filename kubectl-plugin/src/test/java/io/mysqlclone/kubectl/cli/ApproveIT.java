package io.mysqlclone.kubectl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.kubectl.Clones;
import io.mysqlclone.kubectl.cluster.ExitCode;
import io.mysqlclone.kubectl.view.Facts;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is approved is what was shown. */
class ApproveIT {
    private final Clones clones = new Clones();
    private final Plugin plugin = clones.plugin();

    @BeforeEach
    void make() {
        clones.make("a", "restartPolicy: Manual");
        clones.report("a", Clones.AWAITING_APPROVAL);
    }

    @Test
    void approvesWhatAPersonHasSeen() {
        plugin.answering(question -> {
            assertThat(question)
                    .isEqualTo(
                            "Restart pod mysql-1 (uid 11111111-2222-3333-4444-555555555555) on the clone? Type yes: ");
            return Optional.of("yes");
        });

        assertThat(plugin.run("approve", "a")).isZero();
        assertThat(Facts.approved(clones.get("a"))).isTrue();
        assertThat(plugin.out())
                .contains("AwaitingApproval")
                .contains(clones.namespace() + "/a approved: pod mysql-1 (uid 11111111-2222-3333-4444-555555555555) is"
                        + " restarted on the clone (generation 1, run 1, resourceVersion "
                        + clones.get("a").getMetadata().getResourceVersion() + ").");

        assertThat(plugin.run("approve", "a")).isZero();
        assertThat(plugin.out()).contains("was approved already");
    }

    @Test
    void figuresMayMoveWhileSomebodyLooks() {
        plugin.answering(_ -> {
            clones.report("a", "{message: \"The clone is complete since a while.\"}");
            return Optional.of("yes");
        });

        assertThat(plugin.run("approve", "a")).isZero();
        assertThat(Facts.approved(clones.get("a"))).isTrue();
    }

    @Test
    void anotherPodThanTheOneThatWasSeenIsNotRestarted() {
        plugin.answering(_ -> {
            clones.report("a", "{recipient: {podUid: 99999999-2222-3333-4444-555555555555}}");
            return Optional.of("yes");
        });

        assertThat(plugin.run("approve", "a")).isEqualTo(ExitCode.STATE.code());
        assertThat(plugin.err())
                .isEqualTo(
                        "kubectl-mysqlclone: it has changed since it was shown, and nothing was done: the recipient's"
                                + " pod is another one; look again.\n");
        assertThat(Facts.approved(clones.get("a"))).isFalse();
    }

    @Test
    void anotherSpecIsNotApproved() {
        plugin.answering(_ -> {
            clones.change("a", "{spec: {keepOldData: 24h}}");
            return Optional.of("yes");
        });

        assertThat(plugin.run("approve", "a")).isEqualTo(ExitCode.STATE.code());
        assertThat(plugin.err()).contains("its spec was changed (generation 1 to 2)");
        assertThat(Facts.approved(clones.get("a"))).isFalse();
    }

    @Test
    void anotherResourceOfItsNameIsNotApproved() {
        plugin.answering(_ -> {
            clones.letGo("a");
            Clones.client().resource(clones.get("a")).delete();
            make();
            return Optional.of("yes");
        });

        assertThat(plugin.run("approve", "a")).isEqualTo(ExitCode.STATE.code());
        assertThat(plugin.err()).contains("it was deleted and another one of its name was made");
        assertThat(Facts.approved(clones.get("a"))).isFalse();
    }

    @Test
    void withoutAYesNothingIsDone() {
        assertThat(plugin.answering(_ -> Optional.of("y")).run("approve", "a")).isEqualTo(ExitCode.STATE.code());
        assertThat(plugin.err()).isEqualTo("kubectl-mysqlclone: nothing was done.\n");
        assertThat(plugin.answering(_ -> Optional.empty()).run("approve", "a")).isEqualTo(ExitCode.USAGE.code());
        assertThat(plugin.err()).contains("--yes");
        assertThat(Facts.approved(clones.get("a"))).isFalse();
    }

    @Test
    void aScriptApprovesTheVersionThatItHasLookedAt() {
        String seen = clones.get("a").getMetadata().getResourceVersion();
        clones.report("a", "{message: \"Another word.\"}");

        assertThat(plugin.run("approve", "a", "--yes", "--resource-version", seen))
                .isEqualTo(ExitCode.STATE.code());
        assertThat(plugin.err()).contains("it has changed since version " + seen);
        assertThat(Facts.approved(clones.get("a"))).isFalse();

        String now = clones.get("a").getMetadata().getResourceVersion();
        assertThat(plugin.run("approve", "a", "--yes", "--resource-version", now))
                .isZero();
        assertThat(Facts.approved(clones.get("a"))).isTrue();
    }

    @Test
    void aDryRunKeepsNothing() {
        assertThat(plugin.run("approve", "a", "--yes", "--dry-run=server")).isZero();
        assertThat(plugin.out()).contains("approved (server dry run)");
        assertThat(Facts.approved(clones.get("a"))).isFalse();
    }

    @Test
    void whatDoesNotWaitCannotBeApproved() {
        clones.report("a", "{phase: Transferring, message: \"Bytes flow.\"}");

        assertThat(plugin.run("approve", "a", "--yes")).isEqualTo(ExitCode.STATE.code());
        assertThat(plugin.err())
                .isEqualTo("kubectl-mysqlclone: " + clones.namespace()
                        + "/a does not wait for approval: it is Transferring." + " Bytes flow.\n");
        assertThat(Facts.approved(clones.get("a"))).isFalse();
    }
}
